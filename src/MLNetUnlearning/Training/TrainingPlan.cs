using MLNetUnlearning.Data;

namespace MLNetUnlearning.Training;

/// <summary>A recipe on a number of rows: how many steps it has, and the learning rate of each. A run does all of them or a part.</summary>
internal sealed record TrainingPlan
{
    private readonly int stepsOfWarmUp;
    private readonly IReadOnlyList<int> milestones; // in steps

    /// <param name="recipe">The recipe. What it does not state is chosen from the size.</param>
    /// <param name="size">How much there is to train on.</param>
    /// <exception cref="InvalidOperationException">There are more steps than can be counted.</exception>
    public TrainingPlan(TrainingRecipe recipe, TrainingSize size)
    {
        Recipe = recipe.ChosenFor(size);
        BatchSize = Recipe.BatchSize!.Value;
        StepsAnEpoch = Batches.InEpoch(size.Rows, BatchSize);
        NumberOfSteps = Recipe.NumberOfSteps ?? Batches.InEpochs(size.Rows, BatchSize, Recipe.NumberOfEpochs!.Value);
        End = NumberOfSteps;
        stepsOfWarmUp = Math.Min((int)(Recipe.WarmUpShare * NumberOfSteps), NumberOfSteps - 1);
        milestones = Recipe.DecayToZero ? []
            : [.. InSteps().Where(step => step > 0)]; // the first step has the full rate, however few there are
    }

    /// <summary>Where the rate falls, in steps. One or two epochs are too few for two milestones of whole epochs.</summary>
    private IEnumerable<int> InSteps() => Recipe.HasMilestonesInSteps
        ? [NumberOfSteps / 2, (int)(NumberOfSteps * 3L / 4)]
        : Recipe.EffectiveMilestones.Select(epoch => epoch * StepsAnEpoch);

    /// <summary>The recipe, in which everything is chosen.</summary>
    public TrainingRecipe Recipe { get; }

    /// <summary>Rows in a step.</summary>
    public int BatchSize { get; }

    /// <summary>Steps in a pass over the rows.</summary>
    public int StepsAnEpoch { get; }

    /// <summary>Steps in the whole recipe.</summary>
    public int NumberOfSteps { get; }

    /// <summary>Passes over the rows in the whole recipe, of which the last may be a part.</summary>
    public int NumberOfEpochs => (NumberOfSteps - 1) / StepsAnEpoch + 1;

    /// <summary>The first step of the part that is to be done, counted from 0.</summary>
    public int Start { get; private init; }

    /// <summary>The step after the last one of the part that is to be done.</summary>
    public int End { get; private init; }

    /// <summary>Where the rate falls to its first milestone or, if it falls step by step, half of the way.</summary>
    public int LaterPart => Recipe.DecayToZero ? NumberOfSteps / 2 : milestones.FirstOrDefault();

    /// <summary>The steps of the first epochs.</summary>
    public int StepsOf(int epochs) => (int)Math.Min((long)epochs * StepsAnEpoch, NumberOfSteps);

    /// <summary>The steps before this one, at the rates that they have in the whole recipe.</summary>
    public TrainingPlan Until(int step) => this with { End = step };

    /// <summary>This step and those after it, at the rates that they have in the whole recipe.</summary>
    public TrainingPlan From(int step) => this with { Start = step };

    /// <summary>The learning rate of a step of the whole recipe.</summary>
    /// <param name="step">0 for the first.</param>
    public double LearningRateAt(int step)
    {
        var rate = Recipe.LearningRate!.Value;
        if (step < stepsOfWarmUp) rate *= (step + 1.0) / (stepsOfWarmUp + 1);
        else if (Recipe.DecayToZero) rate *= (double)(NumberOfSteps - step) / (NumberOfSteps - stepsOfWarmUp);
        return rate * Math.Pow(Recipe.LearningRateDecay, milestones.Count(milestone => step >= milestone));
    }

    /// <summary>The plan in words: <c>79 epochs of 32 batches of 32, rate 0.1 after 252 steps and then falling to zero</c>.</summary>
    public override string ToString()
    {
        var steps = Recipe.NumberOfSteps is null
            ? $"{NumberOfEpochs} epochs of {StepsAnEpoch} batches of {BatchSize}"
            : $"{NumberOfSteps} steps of batches of {BatchSize}";
        var warmUp = stepsOfWarmUp > 0 ? $" after {stepsOfWarmUp} steps" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{steps}, rate {Recipe.LearningRate}{warmUp}{(Recipe.DecayToZero ? " and then falling to zero" : "")}");
    }
}
