namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static LRScheduler MultiStepLR(
                Optimizer optimizer, IList<int> milestones, double gamma = 0.1, int last_epoch = -1, bool verbose = false) =>
                new impl.MultiStepLR(optimizer, milestones, gamma, last_epoch, verbose);

            public static LRScheduler StepLR(Optimizer optimizer, int step_size, double gamma = 0.1, int last_epoch = -1, bool verbose = false) =>
                new impl.StepLR(optimizer, step_size, gamma, last_epoch, verbose);

            public static LRScheduler LambdaLR(Optimizer optimizer, Func<int, double> lr_lambda, int last_epoch = -1, bool verbose = false) =>
                new impl.LambdaLR(optimizer, lr_lambda, last_epoch, verbose);

            /// <summary>Sets the learning rate by the number of epochs gone by.</summary>
            public abstract class LRScheduler
            {
                private readonly ILearningRateController[] _groups;
                private int _epoch;

                protected LRScheduler(Optimizer optimizer, int last_epoch = -1, bool verbose = false)
                {
                    _groups = optimizer.ParamGroups.ToArray();
                    _epoch = last_epoch;
                }

                /// <summary>What the initial learning rate is multiplied with in this epoch.</summary>
                private protected abstract double Factor(int epoch);

                public virtual void step()
                {
                    _epoch++;
                    foreach (var group in _groups) {
                        group.LearningRate = group.InitialLearningRate * Factor(_epoch);
                    }
                }

                public IEnumerable<double> get_last_lr() => _groups.Select(group => group.LearningRate);
            }

            public static class impl
            {
                public class MultiStepLR : LRScheduler
                {
                    private readonly int[] _milestones;
                    private readonly double _gamma;

                    public MultiStepLR(Optimizer optimizer, IList<int> milestones, double gamma = 0.1, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        (_milestones, _gamma) = (milestones.ToArray(), gamma);
                        step();
                    }

                    private protected override double Factor(int epoch) => Math.Pow(_gamma, _milestones.Count(milestone => milestone <= epoch));
                }

                public class StepLR : LRScheduler
                {
                    private readonly int _size;
                    private readonly double _gamma;

                    public StepLR(Optimizer optimizer, int step_size, double gamma = 0.1, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        (_size, _gamma) = (step_size, gamma);
                        step();
                    }

                    private protected override double Factor(int epoch) => Math.Pow(_gamma, epoch / _size);
                }

                public class LambdaLR : LRScheduler
                {
                    private readonly Func<int, double> _factor;

                    public LambdaLR(Optimizer optimizer, Func<int, double> lr_lambda, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        _factor = lr_lambda;
                        step();
                    }

                    private protected override double Factor(int epoch) => _factor(epoch);
                }
            }
        }
    }
}
