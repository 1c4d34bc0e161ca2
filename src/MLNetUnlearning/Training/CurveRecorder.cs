namespace MLNetUnlearning.Training;

/// <summary>Keeps the curves of a run's progress reports, and passes the reports on.</summary>
/// <param name="receiver">Gets the reports.</param>
internal sealed class CurveRecorder(IProgress<UnlearningProgress> receiver) : IProgress<UnlearningProgress>
{
    private readonly List<Curve> curves = [];

    /// <summary>The curves so far, in the order in which they began. Those of a single point show nothing, and are left out.</summary>
    public IReadOnlyList<RunCurve> Curves =>
        [.. curves.Select(curve => curve.ToCurve()).Where(curve => curve.Points.Count > 1)];

    public void Report(UnlearningProgress value)
    {
        Add(RunCurve.Loss, value.Loss, value);
        Add(RunCurve.AttackerLoss, value.AttackerLoss, value);
        Add(RunCurve.AttackerAccuracy, value.AttackerAccuracy, value);
        receiver.Report(value);
    }

    private void Add(string figure, double? number, UnlearningProgress report)
    {
        if (number is not { } value || !double.IsFinite(value) || report.Stage.Length is 0 or > RunCurve.LongestStage) return;
        var curve = curves.FirstOrDefault(curve => curve.Stage == report.Stage && curve.Figure == figure);
        if (curve is null && curves.Count < RunCurve.Most) curves.Add(curve = new Curve(report.Stage, figure));
        curve?.Add(report.Step, value);
    }

    /// <summary>A curve of few points, whatever the number of steps: when there are too many, each two become one.</summary>
    private sealed class Curve(string stage, string figure)
    {
        private readonly List<CurvePoint> points = [];
        private int stepsAPoint = 1, stepsOfLast, lastStep;
        private double sum;

        public string Stage => stage;

        public string Figure => figure;

        public void Add(int step, double value)
        {
            if (step <= lastStep) Begin(); // the stage is done again, as in a search: the last try counts
            lastStep = step;
            sum += value;
            if (++stepsOfLast < stepsAPoint) return;
            points.Add(new CurvePoint(step, sum / stepsOfLast));
            (sum, stepsOfLast) = (0, 0);
            if (points.Count == RunCurve.MostPoints) Halve();
        }

        public RunCurve ToCurve() => new(
            stage, figure, stepsOfLast == 0 ? [.. points] : [.. points, new CurvePoint(lastStep, sum / stepsOfLast)]);

        private void Begin()
        {
            points.Clear();
            (stepsAPoint, stepsOfLast, sum) = (1, 0, 0);
        }

        private void Halve()
        {
            for (var point = 0; point < RunCurve.MostPoints / 2; point++)
                points[point] = new(points[2 * point + 1].Step, (points[2 * point].Value + points[2 * point + 1].Value) / 2);
            points.RemoveRange(RunCurve.MostPoints / 2, RunCurve.MostPoints / 2);
            stepsAPoint *= 2;
        }
    }
}
