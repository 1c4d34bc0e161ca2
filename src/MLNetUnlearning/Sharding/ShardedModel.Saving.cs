namespace MLNetUnlearning;

public sealed partial class ShardedModel
{
    /// <summary>x</summary>
    public void Save(ModelSaveContext ctx) => throw new NotSupportedException();
}
