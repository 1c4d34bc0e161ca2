namespace MLNetUnlearning.Training;

/// <summary>The sum of the losses of steps, over their rows.</summary>
/// <remarks>To read a number waits for the device that computes it. On the CPU every loss is read at once; elsewhere losses gather where
/// they are, and are read after so many steps.</remarks>
/// <param name="stage">What the losses belong to, for messages.</param>
/// <param name="every">After how many steps losses are read.</param>
internal sealed class LossSum(string stage, int every)
{
    private const int Apart = 16; // steps between readings from another device than the CPU

    private readonly List<(Tensor Loss, long Rows)> unread = [];

    /// <summary>After how many steps something is read from a device.</summary>
    public static int ReadingsOf(Device device) => device.type == TorchSharp.DeviceType.CPU ? 1 : Apart;

    /// <summary>Whether the figures of a step are read from a device.</summary>
    /// <param name="device">Where they are.</param>
    /// <param name="done">The step, counted from 1.</param>
    /// <param name="count">The last step.</param>
    public static bool IsRead(Device device, int done, int count) => done % ReadingsOf(device) == 0 || done == count;

    /// <summary>The mean over the rows that were read.</summary>
    public double Mean => rows == 0 ? 0 : sum / rows;

    /// <summary>The sum and the rows behind it, for a checkpoint.</summary>
    public double[] Kept
    {
        get
        {
            Read();
            return [sum, rows];
        }
        set => (sum, rows) = (value[0], value[1]);
    }

    private double sum, rows;

    /// <summary>Adds the loss of a step.</summary>
    /// <param name="loss">A scalar: the mean over the rows of the step.</param>
    /// <param name="rowsOfStep">How many rows those are.</param>
    /// <param name="isLast">Whether it has to be read now.</param>
    /// <exception cref="UnlearningException">A loss that was read is not finite.</exception>
    public void Add(Tensor loss, long rowsOfStep, bool isLast)
    {
        unread.Add((loss.detach().DetachFromDisposeScope(), rowsOfStep));
        if (isLast || unread.Count >= every) Read();
    }

    /// <summary>Begins anew.</summary>
    public void Clear() => (sum, rows) = (0, 0);

    private void Read()
    {
        try
        {
            foreach (var (loss, count) in unread)
            {
                sum += TrainingLoop.Finite(loss, stage) * count;
                rows += count;
            }
        }
        finally
        {
            foreach (var (loss, _) in unread) loss.Dispose();
            unread.Clear();
        }
    }
}
