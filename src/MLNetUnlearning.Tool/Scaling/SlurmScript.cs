namespace MLNetUnlearning.Tool.Scaling;

/// <summary>The script of a Slurm array: a task for each part.</summary>
internal static class SlurmScript
{
    /// <summary>The script.</summary>
    /// <param name="plan">The parts.</param>
    /// <param name="name">The name of the job.</param>
    /// <param name="threads">The cores of a task.</param>
    /// <param name="atOnce">How many tasks run at once; null: as many as the cluster lets.</param>
    public static string Of(SpreadPlan plan, string name, int threads, int? atOnce)
    {
        var gpu = plan.HasGpu ? "\n#SBATCH --ntasks=1\n#SBATCH --gpus-per-task=1" : "";
        var limit = atOnce is { } most ? FormattableString.Invariant($"%{most}") : "";
        // Slurm sets the task's number; the count of parts stands here, so that a task that is submitted again alone is the same part.
        var command = FormattableString.Invariant($"{ShellWords.Of(plan.Command)} \"$SLURM_ARRAY_TASK_ID/{plan.NumberOfParts}\"");
        return FormattableString.Invariant($$"""
            #!/bin/bash
            # Submit it in the folder that its paths start from: sbatch FILE. Change what your cluster asks for: partition, memory, time.
            #SBATCH --job-name={{name}}
            #SBATCH --array=1-{{plan.NumberOfParts}}{{limit}}
            #SBATCH --cpus-per-task={{threads}}{{gpu}}
            #SBATCH --mem=8G
            #SBATCH --time=24:00:00
            #SBATCH --output={{name}}-%A_%a.log
            #SBATCH --open-mode=append
            #SBATCH --requeue
            #SBATCH --signal=B:USR1@120

            # Finished work is kept on disk, and a task that starts again goes on after it. Two minutes before its time is over, Slurm sends
            # USR1: the task ends, and waits in the queue again.
            again() {
                trap '' USR1
                kill -TERM "$child" 2>/dev/null
                wait "$child"
                scontrol requeue "${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID}"
            }
            trap again USR1
            {{command}} &
            child=$!
            wait "$child"

            # When all tasks are done, in the same folder:
            # {{plan.Closing}}

            """).ReplaceLineEndings("\n");
    }
}
