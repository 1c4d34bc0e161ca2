namespace MLNetUnlearning.Tests;

public sealed class AnswerAttackerTests
{
    [Theory, InlineData(AttackerInputs.Confidence), InlineData(AttackerInputs.Confidence | AttackerInputs.Probabilities)]
    public void It_learns_to_tell_sure_answers_from_unsure_ones_whatever_the_class(AttackerInputs inputs)
    {
        using var scope = NewDisposeScope();
        using var generator = Seeding.Create(1);
        using var attacker = AttackerNetwork.Of(inputs, numberOfClasses: 3, dropout: 0.2, generator, CPU);
        using var optimizer = new AdamOptimizer(attacker.parameters(), 1e-2);
        // Sure rows first: 6 and 5 for their label; the others 1. Even rows are of class 0, odd ones of class 2.
        var logits = tensor(new float[] { 6, 0, 0, 0, 0, 5, 1, 0, 0, 0, 0, 1 }).view(4, 3);
        var views = cat([logits, nn.functional.one_hot(tensor(new long[] { 0, 2, 0, 2 }), 3).to(ScalarType.Float32), zeros(4, 3)], 1);
        var labels = tensor(new long[] { 1, 1, 0, 0 });
        for (var step = 0; step < 200; step++)
        {
            optimizer.zero_grad();
            Losses.CrossEntropy(attacker.forward(views), labels).backward();
            optimizer.step();
        }
        Assert.Equal([1L, 1, 0, 0], attacker.forward(views).argmax(1).data<long>().ToArray());
    }

    [Fact]
    public void The_confidence_alone_is_blind_to_how_the_rest_is_shared_out_and_to_the_order_of_classes()
    {
        using var scope = NewDisposeScope();
        using var generator = Seeding.Create(1);
        using var attacker = AttackerNetwork.Of(AttackerInputs.Confidence, numberOfClasses: 3, dropout: 0, generator, CPU);
        double p = Math.Log(0.5), even = Math.Log(0.25), uneven = Math.Log(0.4), rest = Math.Log(0.1);
        var logits = tensor(new[] { (float)p, (float)even, (float)even, (float)rest, (float)p, (float)uneven }).view(2, 3);
        var views = cat([logits, nn.functional.one_hot(tensor(new long[] { 0, 1 }), 3).to(ScalarType.Float32), zeros(2, 3)], 1);
        var answers = attacker.forward(views).detach().data<float>().ToArray();
        Assert.Equal(answers[0], answers[2], 1e-5f);
        Assert.Equal(answers[1], answers[3], 1e-5f);
    }
}
