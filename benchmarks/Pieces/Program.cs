using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Microsoft.ML;
using Pieces;

// How long small pieces of the work take, and what they allocate: for those who change one. benchmarks/Speed times whole jobs.
//
//   dotnet run -c Release --project benchmarks/Pieces -- --filter '*'

new MLContext().Unlearning().TuneProcess();
// In this process: the library needs what TuneProcess sets, and no second build.
var config = DefaultConfig.Instance.WithArtifactsPath("artifacts/pieces")
    .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance));
BenchmarkSwitcher.FromTypes([typeof(StepPieces), typeof(AttackPieces)]).Run(args, config);
