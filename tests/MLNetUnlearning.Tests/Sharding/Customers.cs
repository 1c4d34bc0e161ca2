namespace MLNetUnlearning.Tests;

/// <summary>Drawn rows of customers, three of each, with something to predict of every kind.</summary>
internal static class Customers
{
    public const int NumberOfIds = 80, RowsEach = 3;
    private static readonly string[] Contracts = ["month", "year", "two years"];
    private static readonly string[] Good = ["great", "love", "tasty"], Bad = ["bad", "stale", "refund"], Other = ["box", "came", "tea"];

    /// <summary>The same rows each time.</summary>
    public static Customer[] All { get; } = Drawn();

    /// <summary>All rows as a view.</summary>
    public static IDataView View(MLContext ml) => ml.Data.LoadFromEnumerable(All);

    /// <summary>The rows without those of some customers.</summary>
    public static IDataView Without(MLContext ml, params string[] ids) =>
        ml.Data.LoadFromEnumerable(All.Where(row => !ids.Contains(row.Id)));

    /// <summary>All rows, with those of some customers marked.</summary>
    public static IDataView Marked(MLContext ml, params string[] ids) =>
        ml.Unlearning().MarkForgotten(View(ml), ForgetRequest.Rows("Id", ids));

    private static Customer[] Drawn()
    {
        var random = new Random(5);
        var rows = new List<Customer>();
        for (var row = 0; row < NumberOfIds * RowsEach; row++)
        {
            var (contract, months, price) = (random.Next(3), random.Next(1, 60), random.Next(20, 100));
            var churns = (contract == 0 ? 40 : 0) + price - months + random.Next(-20, 20) > 50;
            string Word(string[] words) => words[random.Next(words.Length)];
            rows.Add(new Customer
            {
                Id = $"c{row % NumberOfIds}",
                Contract = Contracts[contract],
                Numbers = [months, price, random.Next(10), (float)random.NextDouble()],
                Label = churns,
                Plan = price > 70 ? "large" : price > 40 ? "middle" : "small",
                Spent = (months * price) + random.Next(100),
                Review = $"{Word(Other)} {Word(churns ? Bad : Good)} {Word(Other)} {Word(random.Next(3) == 0 ? Good : Bad)}",
            });
        }
        return [.. rows];
    }
}

/// <summary>A row of a customer.</summary>
internal sealed class Customer
{
    public string Id { get; set; } = "";

    public string Contract { get; set; } = "";

    [VectorType(4)]
    public float[] Numbers { get; set; } = [];

    public bool Label { get; set; }

    public string Plan { get; set; } = "";

    public float Spent { get; set; }

    public string Review { get; set; } = "";
}
