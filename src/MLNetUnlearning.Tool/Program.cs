using System.Runtime.InteropServices;
using System.Text;
using MLNetUnlearning.Tool;

// mlnet-unlearn: train, unlearn, evaluate, and more, from a shell. What it prints and its exit codes are in docs/tool.md.

Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
OldSystem.WaitWithoutSpinning();
Session.WhyNoTorch = OldSystem.Leave();

using var ending = new CancellationTokenSource();
void End(PosixSignalContext signal)
{
    if (ending.IsCancellationRequested) return; // the second signal ends the process at once
    signal.Cancel = true;
    Console.Error.WriteLine("ending ... (once more ends at once)");
    ending.Cancel();
}

using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
using var closed = PosixSignalRegistration.Create(PosixSignal.SIGHUP, End); // the window was closed
return ToolRoot.Run(args, ending.Token);
