using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace MLNetUnlearning.Tool.Register;

/// <summary>SQL within one transaction. Values are parameters, never text of a statement.</summary>
internal sealed class Statements(SqliteConnection connection, SqliteTransaction transaction)
{
    /// <summary>Runs a statement.</summary>
    /// <returns>How many rows it changed.</returns>
    public int Run(string text, params (string Name, object? Value)[] values)
    {
        using var command = Command(text, values);
        return command.ExecuteNonQuery();
    }

    /// <summary>Adds a row.</summary>
    /// <returns>Its number.</returns>
    public long Insert(string text, params (string Name, object? Value)[] values)
    {
        using var command = Command(text + " RETURNING id", values);
        return (long)command.ExecuteScalar()!;
    }

    /// <summary>Reads rows.</summary>
    /// <exception cref="InvalidDataException">One is not what this tool writes.</exception>
    public List<T> List<T>(string text, Func<Row, T> make, params (string Name, object? Value)[] values)
    {
        using var command = Command(text, values);
        using var reader = command.ExecuteReader();
        List<T> rows = [];
        while (reader.Read())
            try
            {
                rows.Add(make(new Row(reader)));
            }
            catch (Exception error) when (error is FormatException or JsonException or ArgumentException or InvalidOperationException
                or InvalidCastException or OverflowException)
            {
                throw new InvalidDataException($"a row cannot be read: {error.Message}", error);
            }
        return rows;
    }

    private SqliteCommand Command(string text, (string Name, object? Value)[] values)
    {
        var command = new SqliteCommand(text, connection, transaction);
        foreach (var (name, value) in values)
            command.Parameters.AddWithValue(name, value switch
            {
                null => DBNull.Value,
                DateTimeOffset time => Moment.Text(time),
                _ => value,
            });
        return command;
    }
}

/// <summary>One row of a table, by the names of its columns.</summary>
internal readonly struct Row(SqliteDataReader reader)
{
    public long Number(string column) => NumberOrNull(column)!.Value;

    public long? NumberOrNull(string column) => At(column) is { } at ? reader.GetInt64(at) : null;

    public string Text(string column) => TextOrNull(column)!;

    public string? TextOrNull(string column) => At(column) is { } at ? reader.GetString(at) : null;

    public DateTimeOffset Time(string column) => TimeOrNull(column)!.Value;

    public DateTimeOffset? TimeOrNull(string column) => TextOrNull(column) is { } text ? Moment.Parse(text) : null;

    public byte[]? Bytes(string column) => At(column) is { } at ? reader.GetFieldValue<byte[]>(at) : null;

    private int? At(string column) => reader.GetOrdinal(column) is var at && reader.IsDBNull(at) ? null : at;
}

/// <summary>Times as the register keeps them: UTC, ISO 8601, to the second.</summary>
internal static class Moment
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    public static DateTimeOffset Of(DateTimeOffset time) => new(time.UtcTicks - time.UtcTicks % TimeSpan.TicksPerSecond, TimeSpan.Zero);

    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);

    public static DateTimeOffset Parse(string text) =>
        DateTimeOffset.ParseExact(text, Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
