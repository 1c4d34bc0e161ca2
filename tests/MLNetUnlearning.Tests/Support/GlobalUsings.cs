global using Microsoft.ML;
global using Microsoft.ML.Data;
global using MLNetUnlearning.Data;
global using MLNetUnlearning.Methods;
global using MLNetUnlearning.Networks;
global using MLNetUnlearning.Training;
global using TorchSharp;
global using static TorchSharp.torch;
