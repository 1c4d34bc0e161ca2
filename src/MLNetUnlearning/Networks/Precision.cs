namespace MLNetUnlearning;

/// <summary>The numbers that a network computes with while it is trained. Weights, statistics, losses and the optimiser are always
/// <c>float32</c>, and so is everything in evaluation mode: scores, judgements, gradients of single rows.</summary>
public enum Precision
{
    /// <summary>32 bits: 24 of them for the digits.</summary>
    Float32,

    /// <summary>16 bits: 8 for the digits, over the same range as 32. Convolutions and what lies between them take and give such numbers,
    /// which is half of the memory for them, five to nine tenths of the time of a step on processors that compute with them
    /// (AVX512_BF16, AMX), and slower on others. Training from the same seed gives another network, about as accurate.</summary>
    BFloat16,
}
