using Microsoft.ML;

namespace ForgetCustomers;

/// <summary>The customers: from a file, or drawn.</summary>
internal static class CustomerTable
{
    private static readonly string[] Services = ["DSL", "Fiber optic", "No"];
    private static readonly string[] Contracts = ["Month-to-month", "One year", "Two year"];
    private static readonly string[] Payments = ["Electronic check", "Mailed check", "Credit card"];

    public static IDataView Load(MLContext ml, string file) =>
        ml.Data.Cache(ml.Data.LoadFromTextFile<ModelInput>(file, separatorChar: ',', hasHeader: true, allowQuoting: true));

    /// <summary>Customers who leave the more easily, the shorter their contract and the dearer their bill; the same each time.</summary>
    public static IDataView Draw(MLContext ml, int count)
    {
        var random = new Random(1);
        string One(string[] of) => of[random.Next(of.Length)];
        return ml.Data.LoadFromEnumerable(Enumerable.Range(1, count).Select(id =>
        {
            var customer = new ModelInput
            {
                Id = $"{id}",
                Tenure = random.Next(1, 72),
                InternetService = One(Services),
                TechSupport = random.Next(2) == 0 ? "Yes" : "No",
                Contract = One(Contracts),
                PaymentMethod = One(Payments),
                MonthlyCharges = random.Next(20, 110),
            };
            var risk = (customer.Contract == Contracts[0] ? 0.4 : 0) + (customer.MonthlyCharges / 220) - (customer.Tenure / 144);
            customer.Label = random.NextDouble() < risk;
            return customer;
        }).ToList());
    }
}
