using Microsoft.ML.Data;

namespace Compat.Tests.MachineLearning;

public class VBufferTests
{
    [Fact]
    public void A_sparse_vector_gives_zeros_where_it_has_nothing()
    {
        var vector = new VBuffer<float>(5, 2, [7f, 8f], [1, 4]);

        Assert.False(vector.IsDense);
        Assert.Equal([0f, 7f, 0f, 0f, 8f], vector.DenseValues());
        Assert.Equal([1, 4], vector.Items().Select(item => item.Key));
        Assert.Equal(5, vector.Items(all: true).Count());
        Assert.Equal(8, vector.GetItemOrDefault(4));
        Assert.Equal(0, vector.GetItemOrDefault(3));
    }

    [Fact]
    public void An_editor_reuses_what_is_big_enough()
    {
        var vector = new VBuffer<float>(4, [1, 2, 3, 4]);

        VBufferEditor<float> editor = VBufferEditor.Create(ref vector, 3);
        Assert.False(editor.CreatedNewValues);
        editor.Values.Fill(9);
        vector = editor.Commit();

        Assert.Equal([9f, 9f, 9f], vector.DenseValues());
        Assert.True(VBufferEditor.Create(ref vector, 100).CreatedNewValues);
    }

    [Fact]
    public void A_copy_is_dense_or_sparse_as_the_original()
    {
        var sparse = new VBuffer<float>(5, 1, [7f], [1]);
        VBuffer<float> copy = default;

        sparse.CopyTo(ref copy);

        Assert.False(copy.IsDense);
        Assert.Equal(sparse.DenseValues(), copy.DenseValues());
        Span<float> numbers = stackalloc float[5];
        sparse.CopyTo(numbers);
        Assert.Equal([0f, 7f, 0f, 0f, 0f], numbers.ToArray());
    }
}
