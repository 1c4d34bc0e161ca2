using System.Runtime.InteropServices;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;
using Lanes = System.Numerics.Vector<double>;

namespace MLNetUnlearning.Attacks;

/// <summary>Trains a linear support vector classifier, f(x) = w x + b, on a few numbers a row. An interior-point method with Mehrotra's
/// predictor and corrector solves the problem to rounding errors, without a random number. A step solves one system of as many unknowns as
/// a row has numbers, plus one (Ferris and Munson 2002).</summary>
/// <remarks>
/// minimise 1/2 |w|^2 + C sum_i max(0, 1 - y_i f(x_i)). The dual problem has a weight 0 &lt;= a_i &lt;= C for each row, with y'a = 0 and
/// w = sum_i a_i y_i x_i. At the optimum y_i f(x_i) - 1 = s_i - t_i with a_i s_i = 0 and (C - a_i) t_i = 0, where s_i and t_i are at least
/// 0. The method keeps both products near a number that it lowers towards 0.
/// </remarks>
internal sealed class LinearSvmSolver
{
    /// <summary>A mean product of C times this is 0 to rounding errors.</summary>
    private const double Precision = 1e-12;

    /// <summary>Far more steps than are ever needed, about 20.</summary>
    private const int MostSteps = 200;

    private readonly double cost;
    private readonly double[] labels;           // y: +1 or -1
    private readonly double[][] rows;           // x without its middle, then 1 for the bias
    private readonly double[] plane;            // w, then b
    private readonly double[] a, s, t;          // an entry for each row
    private readonly double[] stepA, stepS, stepT;

    private LinearSvmSolver(double[][] rows, double[] labels, double cost)
    {
        (this.rows, this.labels, this.cost) = (rows, labels, cost);
        double[] Filled(double value) => [.. Enumerable.Repeat(value, rows.Length)];
        (a, s, t, plane) = (Filled(cost / 2), Filled(1), Filled(1), new double[rows[0].Length]);
        (stepA, stepS, stepT) = (Filled(0), Filled(0), Filled(0));
    }

    /// <summary>Trains on members, the positive class, and non-members.</summary>
    public static LinearSvm Train(IReadOnlyList<double[]> members, IReadOnlyList<double[]> nonMembers, double cost)
    {
        double[][] rows = [.. members, .. nonMembers];
        double[] labels = [.. members.Select(_ => 1.0), .. nonMembers.Select(_ => -1.0)];
        // The bias absorbs the middle. Without it the numbers are small, and those that are all alike are 0.
        double[] middle = [.. rows[0].Select((_, column) => (rows.Min(row => row[column]) + rows.Max(row => row[column])) / 2)];
        var solver = new LinearSvmSolver([.. rows.Select(row => (double[])[.. row.Zip(middle, (x, m) => x - m), 1])], labels, cost);
        return solver.Solve(middle);
    }

    private LinearSvm Solve(double[] middle)
    {
        for (var step = 0; step < MostSteps && MeanProduct(0) > Precision * cost; step++)
            if (!Step()) break;
        return new LinearSvm(plane[..^1], middle, Bias(members: labels.Count(label => label > 0)));
    }

    /// <summary>The best bias of the weights, and the middle if a whole range is best. The loss falls while fewer rows than there are
    /// members have their kink below the bias, and rises once more have.</summary>
    private double Bias(int members)
    {
        double[] kinks = [.. rows.Select((row, i) => labels[i] - Product(row, plane, row.Length - 1)).Order()];
        return (kinks[members - 1] + kinks[members]) / 2;
    }

    /// <summary>One step. False: rounding errors allow no further one.</summary>
    private bool Step()
    {
        var before = MeanProduct(0);
        // Predictor: how far down would a step straight to products of 0 lead?
        var curvature = Curvature();
        if (Direction(curvature, target: 0) is null) return false;
        var share = Math.Pow(MeanProduct(Room()) / before, 3);
        // Corrector: a step to a product that can be reached, with the products of the predictor's steps taken into account.
        if (Direction(curvature, target: share * before) is not { } stepOfPlane) return false;
        var length = Math.Min(1, 0.995 * Room());
        if (length < 1e-10) return false;
        for (var i = 0; i < plane.Length; i++) plane[i] += length * stepOfPlane[i];
        for (var i = 0; i < a.Length; i++)
            (a[i], s[i], t[i]) = (a[i] + length * stepA[i], s[i] + length * stepS[i], t[i] + length * stepT[i]);
        return true;
    }

    /// <summary>The mean of all products after a step of some length.</summary>
    private double MeanProduct(double length)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
        {
            var alpha = a[i] + length * stepA[i];
            sum += alpha * (s[i] + length * stepS[i]) + (cost - alpha) * (t[i] + length * stepT[i]);
        }
        return sum / (2 * a.Length);
    }

    /// <summary>The longest step, 1 at most, that leaves every number at least 0.</summary>
    private double Room()
    {
        var room = 1.0;
        void Keep(double value, double step)
        {
            if (step < 0) room = Math.Min(room, -value / step);
        }
        for (var i = 0; i < a.Length; i++)
        {
            Keep(a[i], stepA[i]);
            Keep(cost - a[i], -stepA[i]);
            Keep(s[i], stepS[i]);
            Keep(t[i], stepT[i]);
        }
        return room;
    }

    /// <summary>How much a weight of a row changes with the row's margin.</summary>
    private double Stiffness(int row) => 1 / (s[row] / a[row] + t[row] / (cost - a[row]));

    /// <summary>The matrix of the system, factored: the sum of x x' over all rows, each by its stiffness, and 1 for every number of
    /// w.</summary>
    private LU<double> Curvature()
    {
        var width = plane.Length;
        double[][] sums = [.. Enumerable.Range(0, width).Select(_ => new double[width])];
        for (var i = 0; i < rows.Length; i++)
        {
            var stiffness = Stiffness(i);
            for (var row = 0; row < width; row++) Add(sums[row], rows[i], stiffness * rows[i][row], row + 1);
        }
        return Matrix<double>.Build.Dense(width, width, (row, column) =>
            sums[Math.Max(row, column)][Math.Min(row, column)] + (row == column && row < width - 1 ? 1 : 0)).LU();
    }

    /// <summary>Sets the steps that lead towards products of <paramref name="target"/>, and gives that of the plane. A target above 0 takes
    /// the products of the steps so far into account. Null: rounding errors allow none.</summary>
    private double[]? Direction(LU<double> curvature, double target)
    {
        var width = plane.Length;
        var corrected = target > 0 ? 1 : 0;
        double[] right = [.. plane[..^1].Select(weight => -weight), 0], pulls = new double[a.Length];
        for (var i = 0; i < a.Length; i++)
        {
            var wantedS = (target - corrected * stepA[i] * stepS[i]) / a[i] - s[i];
            var wantedT = (target + corrected * stepA[i] * stepT[i]) / (cost - a[i]) - t[i];
            var missing = labels[i] * Product(rows[i], plane, width) - 1 - s[i] + t[i];
            pulls[i] = wantedS - wantedT - missing;
            (stepS[i], stepT[i]) = (wantedS, wantedT);
            Add(right, rows[i], labels[i] * (a[i] + Stiffness(i) * pulls[i]), width);
        }
        var stepOfPlane = curvature.Solve(Vector<double>.Build.Dense(right)).ToArray();
        if (!stepOfPlane.All(double.IsFinite)) return null;
        for (var i = 0; i < a.Length; i++)
        {
            stepA[i] = Stiffness(i) * (pulls[i] - labels[i] * Product(rows[i], stepOfPlane, width));
            stepS[i] -= s[i] / a[i] * stepA[i];
            stepT[i] += t[i] / (cost - a[i]) * stepA[i];
        }
        return stepOfPlane;
    }

    /// <summary>The sum of the products of the first numbers.</summary>
    private static double Product(double[] first, double[] second, int count)
    {
        var sum = 0.0;
        for (var i = 0; i < count; i++) sum += first[i] * second[i];
        return sum;
    }

    /// <summary>Adds a multiple of a row to the first numbers of a sum.</summary>
    private static void Add(double[] sum, double[] row, double factor, int count)
    {
        var sums = MemoryMarshal.Cast<double, Lanes>(sum.AsSpan(0, count));
        var addends = MemoryMarshal.Cast<double, Lanes>(row.AsSpan(0, count));
        for (var i = 0; i < sums.Length; i++) sums[i] += addends[i] * factor;
        for (var i = sums.Length * Lanes.Count; i < count; i++) sum[i] += row[i] * factor;
    }
}

/// <summary>A trained linear support vector classifier: f(x) = w (x - middle) + bias.</summary>
/// <param name="Weights">w.</param>
/// <param name="Middle">The middle of the training rows' numbers.</param>
/// <param name="Bias">f of the middle.</param>
internal sealed record LinearSvm(double[] Weights, double[] Middle, double Bias)
{
    /// <summary>What is closer to 0 than this is 0, because the weights themselves are no more exact.</summary>
    private const double Rounding = 1e-9;

    /// <summary>Positive: the positive class.</summary>
    public double Score(IReadOnlyList<double> row)
    {
        var score = Bias;
        for (var column = 0; column < Weights.Length; column++) score += Weights[column] * (row[column] - Middle[column]);
        return Math.Abs(score) < Rounding ? 0 : score;
    }
}
