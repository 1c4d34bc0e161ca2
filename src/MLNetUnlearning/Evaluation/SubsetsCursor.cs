using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetUnlearning.Data;

namespace MLNetUnlearning.Evaluation;

/// <summary>Walks the parts of a <see cref="SubsetsView"/> one after the other; one of their cursors is open at a time.</summary>
internal sealed class SubsetsCursor(SubsetsView view, bool[] active) : DataViewRowCursor
{
    private int _part = -1;
    private long _position = -1;
    private DataViewRowCursor? _rows;
    private Func<bool> _leaves = static () => false;

    public override DataViewSchema Schema => view.Schema;

    public override long Position => _position;

    public override long Batch => 0;

    public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new DataViewRowId((ulong)_position, 0);

    public override bool MoveNext()
    {
        while (_part < view.Parts.Count)
        {
            while (_rows?.MoveNext() == true)
            {
                if (_leaves())
                    continue;
                _position++;
                return true;
            }

            OpenNextPart();
        }

        _position = -1;
        return false;
    }

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (!IsColumnActive(column))
            throw new ArgumentException($"Column '{column.Name}' is not active in the cursor.", nameof(column));
        if (typeof(TValue) != column.Type.RawType)
            throw new InvalidOperationException($"Invalid TValue in GetGetter for column '{column.Name}': '{typeof(TValue)}', its type is '{column.Type.RawType}'.");
        if (column.Index != view.SubsetIndex)
            return Following((part, rows) => part.Getter<TValue>(rows, column.Index));
        return (ValueGetter<TValue>)(Delegate)Following(SubsetGetter);
    }

    /// <summary>A getter that is made anew for each part's cursor.</summary>
    private ValueGetter<T> Following<T>(Func<SubsetPart, DataViewRow, ValueGetter<T>> make)
    {
        ValueGetter<T>? getter = null;
        var madeFor = -1;
        return (ref T value) =>
        {
            if (_rows == null)
                throw new InvalidOperationException("The cursor is not at a row: call MoveNext first.");
            if (madeFor != _part)
                (getter, madeFor) = (make(view.Parts[_part], _rows), _part);
            getter!(ref value);
        };
    }

    private ValueGetter<uint> SubsetGetter(SubsetPart part, DataViewRow rows)
    {
        var key = KeyOf(part.Name);
        if (part != view.Parts[0])
            return (ref uint value) => value = key;
        var getForget = rows.GetGetter<bool>(view.Forget);
        var (isForgotten, forgottenKey) = (false, KeyOf(Subset.Forget));
        return (ref uint value) =>
        {
            getForget(ref isForgotten);
            value = isForgotten ? forgottenKey : key;
        };
    }

    private static uint KeyOf(string subset) => KeyIndex.ToKey(Subset.Names.TakeWhile(name => name != subset).Count());

    private void OpenNextPart()
    {
        _rows?.Dispose();
        _rows = null;
        if (++_part == view.Parts.Count)
            return;
        var part = view.Parts[_part];
        var columns = Enumerable.Range(0, view.SubsetIndex).Where(index => active[index]).Select(part.Column).ToList();
        if (_part == 0 && active[view.SubsetIndex])
            columns.Add(view.Forget);
        var leaving = part.Name == Subset.Test ? view.ClassLeavingTest : -1;
        var label = view.Schema[view.Label.Name].Index;
        if (leaving >= 0 && !active[label])
            columns.Add(part.Column(label));
        _rows = part.View.GetRowCursor(columns);
        _leaves = static () => false;
        if (leaving >= 0)
        {
            var readClass = part.ClassReader(_rows, label);
            _leaves = () => readClass() == leaving;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _rows?.Dispose();
        _rows = null;
        base.Dispose(disposing);
    }
}
