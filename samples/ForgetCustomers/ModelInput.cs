using Microsoft.ML.Data;

namespace ForgetCustomers;

/// <summary>A customer: a line of the table of churn.</summary>
internal sealed class ModelInput
{
    [LoadColumn(0)]
    public string Id { get; set; } = "";

    /// <summary>Whether the customer has left.</summary>
    [LoadColumn(1)]
    public bool Label { get; set; }

    [LoadColumn(6)]
    public float Tenure { get; set; }

    [LoadColumn(9)]
    public string InternetService { get; set; } = "";

    [LoadColumn(13)]
    public string TechSupport { get; set; } = "";

    [LoadColumn(16)]
    public string Contract { get; set; } = "";

    [LoadColumn(18)]
    public string PaymentMethod { get; set; } = "";

    [LoadColumn(19)]
    public float MonthlyCharges { get; set; }
}

/// <summary>What the model says of a customer.</summary>
internal sealed class ModelOutput
{
    public bool PredictedLabel { get; set; }

    public float Probability { get; set; }
}
