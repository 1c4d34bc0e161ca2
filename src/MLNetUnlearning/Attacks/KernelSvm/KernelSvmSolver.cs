using System.Numerics;

namespace MLNetUnlearning.Attacks;

/// <summary>Trains an RBF support vector classifier on one number a row, by sequential minimal optimisation. Working pairs are chosen by
/// second-order information (Fan, Chen and Lin 2005). It stops when no pair violates the optimality conditions by the tolerance.</summary>
/// <remarks>
/// minimise 1/2 a'Qa - sum a, 0 &lt;= a_t &lt;= C, y'a = 0, Q_st = y_s y_t K(x_s, x_t). Equal rows of one label are one variable, whose
/// bound is C times their number. The error of row t is y_t - f(x_t), where f has no bias. It is minus y_t times the gradient of the
/// objective.
/// </remarks>
internal sealed class KernelSvmSolver
{
    /// <summary>The curvature of a pair of (nearly) equal rows, in place of 0.</summary>
    private const double SmallestCurvature = 1e-12;

    /// <summary>Rows of each label in the small problem whose solution a large problem starts from.</summary>
    private const int Groups = 500;

    /// <summary>Variables that move together in a large problem. A step costs as much as there are.</summary>
    private const int Moving = 1000;

    private static readonly Vector<double> LaneNumbers =
        new([.. Enumerable.Range(0, Vector<double>.Count).Select(lane => (double)lane)]);

    // One entry for each variable. Variables that never move fill up the last vector.
    private readonly double[] points, labels, bounds, alphas, errors;
    private readonly double[] upBar, downBar;      // 0: y a may grow / shrink; infinity: it is at its bound
    private readonly double[] firstRow, secondRow; // the kernel between the working pair and all rows
    private readonly double gamma;

    private KernelSvmSolver(int count, double gamma)
    {
        var length = GaussianKernel.PaddedLength(count);
        double[] New() => new double[length];
        (points, labels, bounds, alphas, errors) = (New(), New(), New(), New(), New());
        (upBar, downBar, firstRow, secondRow, this.gamma) = (New(), New(), New(), New(), gamma);
        Array.Fill(upBar, double.PositiveInfinity);
        Array.Fill(downBar, double.PositiveInfinity);
    }

    private KernelSvmSolver(IReadOnlyList<Variable> variables, double gamma) : this(variables.Count, gamma)
    {
        for (var row = 0; row < variables.Count; row++)
        {
            var variable = variables[row];
            (points[row], labels[row], bounds[row], alphas[row]) = (variable.Point, variable.Label, variable.Bound, variable.Alpha);
        }

        var start = Model(0); // errors are still 0, and so is its bias
        for (var row = 0; row < variables.Count; row++)
        {
            errors[row] = labels[row] - start.Score(points[row]);
            Set(row, alphas[row]);
        }
    }

    /// <summary>A part of another problem: some variables may move, the others stay where they are.</summary>
    private KernelSvmSolver(KernelSvmSolver whole, int[] rows) : this(rows.Length, whole.gamma)
    {
        for (var row = 0; row < rows.Length; row++)
        {
            (points[row], labels[row], bounds[row]) = (whole.points[rows[row]], whole.labels[rows[row]], whole.bounds[rows[row]]);
            errors[row] = whole.errors[rows[row]];
            Set(row, whole.alphas[rows[row]]);
        }
    }

    private readonly record struct Variable(double Point, int Label, double Bound, double Alpha);

    /// <summary>Trains on members, the positive class, and non-members.</summary>
    public static KernelSvm Train(IEnumerable<double> members, IEnumerable<double> nonMembers, double cost, double gamma, double tolerance)
    {
        Variable[] Merged(IEnumerable<double> points, int label) =>
            [.. points.GroupBy(point => point).OrderBy(equal => equal.Key)
                .Select(equal => new Variable(equal.Key, label, cost * equal.Count(), Alpha: 0))];
        Variable[][] classes = [Merged(members, +1), Merged(nonMembers, -1)];
        return new KernelSvmSolver([.. Started(classes, gamma, tolerance)], gamma).SolveInParts(tolerance);
    }

    /// <summary>The variables with their first values. A problem of many rows starts from the solution of a problem of few rows, in which
    /// neighbours are taken together as one row of their weight. Only rows near the margin must still move then.</summary>
    private static IEnumerable<Variable> Started(Variable[][] classes, double gamma, double tolerance)
    {
        if (classes.Sum(rows => rows.Length) <= 4 * Groups) return classes.SelectMany(rows => rows);
        Variable[][] groups = [.. classes.SelectMany(rows => rows.Chunk((rows.Length + Groups - 1) / Groups))];
        var coarse = new KernelSvmSolver([.. groups.Select(Together)], gamma);
        coarse.Solve(tolerance);
        return groups.SelectMany((group, index) =>
            group.Select(row => row with { Alpha = row.Bound * coarse.alphas[index] / coarse.bounds[index] }));
    }

    private static Variable Together(Variable[] rows)
    {
        var bound = rows.Sum(row => row.Bound);
        return new Variable(rows.Sum(row => row.Point * row.Bound) / bound, rows[0].Label, bound, 0);
    }

    /// <summary>Moves the variables that are furthest from optimal, again and again, until none is far. Most rows are at a bound and stay
    /// there.</summary>
    private KernelSvm SolveInParts(double tolerance)
    {
        if (points.Length <= 2 * Moving) return Solve(tolerance);
        for (var partsLeft = 10_000; ; partsLeft--)
        {
            var rows = Enumerable.Range(0, points.Length);
            var (largest, smallest) = (rows.Max(row => errors[row] - upBar[row]), rows.Min(row => errors[row] + downBar[row]));
            var middle = (largest + smallest) / 2;
            if (largest - smallest < tolerance || partsLeft == 0) return Model(middle);
            double Violation(int row) => Math.Max(errors[row] - middle - upBar[row], middle - errors[row] - downBar[row]);
            int[] moving = [.. rows.OrderByDescending(Violation).Take(Moving)];
            var part = new KernelSvmSolver(this, moving);
            part.Solve(tolerance);
            Take(part, moving);
        }
    }

    /// <summary>Takes over the variables that a part of the problem has moved, and updates the errors of all rows.</summary>
    private void Take(KernelSvmSolver part, int[] moved)
    {
        for (var index = 0; index < moved.Length; index++)
        {
            var row = moved[index];
            var step = labels[row] * (part.alphas[index] - alphas[row]);
            if (step == 0) continue;
            Set(row, part.alphas[index]);
            GaussianKernel.Fill(points, points[row], gamma, firstRow);
            for (var start = 0; start < errors.Length; start += Vector<double>.Count)
                (new Vector<double>(errors, start) - new Vector<double>(firstRow, start) * step).CopyTo(errors, start);
        }
    }

    private KernelSvm Solve(double tolerance)
    {
        // Far more steps than are ever needed, so that rounding errors cannot make it run for ever.
        for (var stepsLeft = Math.Max(10_000_000L, 100L * points.Length); ; stepsLeft--)
        {
            var first = LargestError();
            GaussianKernel.Fill(points, points[first], gamma, firstRow);
            var (second, smallestError) = BestPartner(errors[first]);
            if (second < 0 || errors[first] - smallestError < tolerance || stepsLeft == 0)
                return Model((errors[first] + smallestError) / 2);
            GaussianKernel.Fill(points, points[second], gamma, secondRow);
            Step(first, second);
        }
    }

    /// <summary>The variable with the largest error among those that may grow.</summary>
    private int LargestError()
    {
        var best = new Vector<double>(double.NegativeInfinity);
        var rows = Vector<double>.Zero;
        for (var start = 0; start < errors.Length; start += Vector<double>.Count)
        {
            var candidates = new Vector<double>(errors, start) - new Vector<double>(upBar, start);
            var better = Vector.GreaterThan(candidates, best);
            best = Vector.ConditionalSelect(better, candidates, best);
            rows = Vector.ConditionalSelect(better, LaneNumbers + new Vector<double>(start), rows);
        }
        return RowOfLargest(best, rows).Row;
    }

    /// <summary>Among the variables that may shrink: the one with which the objective falls most, and the smallest error.</summary>
    private (int Row, double SmallestError) BestPartner(double largestError)
    {
        var (best, rows) = (Vector<double>.Zero, -Vector<double>.One);
        var smallest = new Vector<double>(double.PositiveInfinity);
        for (var start = 0; start < errors.Length; start += Vector<double>.Count)
        {
            var candidates = new Vector<double>(errors, start) + new Vector<double>(downBar, start);
            var violation = Vector.Max(new Vector<double>(largestError) - candidates, Vector<double>.Zero);
            var gain = violation * violation / Curvature(new Vector<double>(firstRow, start));
            var better = Vector.GreaterThan(gain, best);
            best = Vector.ConditionalSelect(better, gain, best);
            rows = Vector.ConditionalSelect(better, LaneNumbers + new Vector<double>(start), rows);
            smallest = Vector.Min(smallest, candidates);
        }
        var smallestError = Enumerable.Range(0, Vector<double>.Count).Min(lane => smallest[lane]);
        return (RowOfLargest(best, rows).Row, smallestError);
    }

    /// <summary>Moves the pair along y a to its optimum or to the nearer bound, and updates the errors of all rows.</summary>
    private void Step(int first, int second)
    {
        var curvature = Curvature(new Vector<double>(firstRow[second]))[0];
        var optimum = (errors[first] - errors[second]) / curvature;
        var step = Math.Min(optimum, Math.Min(Room(first, +1), Room(second, -1)));
        Set(first, alphas[first] + labels[first] * step);
        Set(second, alphas[second] - labels[second] * step);
        for (var start = 0; start < errors.Length; start += Vector<double>.Count)
        {
            var change = new Vector<double>(firstRow, start) - new Vector<double>(secondRow, start);
            (new Vector<double>(errors, start) - change * step).CopyTo(errors, start);
        }
    }

    private static Vector<double> Curvature(Vector<double> kernel) =>
        Vector.Max(new Vector<double>(2) - kernel * 2, new Vector<double>(SmallestCurvature)); // K_ii + K_jj - 2 K_ij

    /// <summary>How far y a may go up or down.</summary>
    private double Room(int row, int direction) => labels[row] == direction ? bounds[row] - alphas[row] : alphas[row];

    private void Set(int row, double alpha)
    {
        var slack = 1e-12 * bounds[row]; // what rounding leaves before a bound
        alphas[row] = alpha <= slack ? 0 : alpha >= bounds[row] - slack ? bounds[row] : alpha;
        upBar[row] = Room(row, +1) > 0 ? 0 : double.PositiveInfinity;
        downBar[row] = Room(row, -1) > 0 ? 0 : double.PositiveInfinity;
    }

    private static (int Row, double Value) RowOfLargest(Vector<double> values, Vector<double> rows) =>
        Enumerable.Range(0, Vector<double>.Count).Select(lane => ((int)rows[lane], values[lane])).MaxBy(pair => pair.Item2);

    /// <summary>The trained classifier. Its bias is the mean error of the rows on the margin, or the given value if there are
    /// none.</summary>
    private KernelSvm Model(double middle)
    {
        var rows = Enumerable.Range(0, points.Length);
        var onMargin = rows.Where(row => alphas[row] > 0 && alphas[row] < bounds[row]).Select(row => errors[row]);
        var support = rows.Where(row => alphas[row] > 0).ToArray();
        return new KernelSvm(
            [.. support.Select(row => points[row])], [.. support.Select(row => alphas[row] * labels[row])], gamma,
            onMargin.DefaultIfEmpty(middle).Average());
    }
}
