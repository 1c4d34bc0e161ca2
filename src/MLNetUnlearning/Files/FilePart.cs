using MLNetUnlearning.Attacks;
using MLNetUnlearning.Auditing;
using MLNetUnlearning.Data;
using MLNetUnlearning.Evaluation;
using MLNetUnlearning.Methods;
using MLNetUnlearning.Networks;
using MLNetUnlearning.Onnx;
using MLNetUnlearning.Reporting;
using MLNetUnlearning.Scoring;
using MLNetUnlearning.Serving;
using MLNetUnlearning.Training;
using Microsoft.ML;
using Microsoft.ML.Data;
namespace MLNetUnlearning.Files;

/// <summary>What the manifest says of another part of the file.</summary>
/// <param name="Name">Its name in the archive.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Sha256">Their SHA-256, 64 small hexadecimal digits.</param>
internal sealed record FilePart(string Name, long Length, string Sha256);
