using MLNetUnlearning.Data;

namespace MLNetUnlearning.Sharding;

/// <summary>How a sharded model scores rows of one schema: the columns that it adds, and from where they come.</summary>
internal sealed class ShardedScoring
{
    private readonly ShardedState state;
    private readonly IRowToRowMapper[] mappers;
    private readonly Dictionary<int, Added> added = [];

    public ShardedScoring(ShardedState state, DataViewSchema input)
    {
        (this.state, Input) = (state, input);
        mappers = [.. state.Shards.Select(shard => shard.Model?.GetRowToRowMapper(input)).OfType<IRowToRowMapper>()];
        Aggregator = state.Aggregator();
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(input);
        var (next, set, columns) = (input.Count, ScoreAnnotations.NextSetId(input), state.Columns);
        if (LabelOfShards(input) is { } ofShards) Add(Added.LabelOfShard, columns.Label, ofShards.Type, ofShards.Annotations);
        if (LabelAsClass(input) is { } ofClasses) Add(Added.LabelAsClass, columns.Label, ofClasses.ColumnType, ofClasses.Annotations);
        Add(Added.Score, columns.Score, ScoreType, Annotations(ScoreAnnotations.Score, ofScore: true));
        if (Aggregator.GivesProbability)
            Add(Added.Probability, columns.Probability, NumberDataViewType.Single, Annotations(columns.Probability));
        if (state.Task is ShardTask.Binary or ShardTask.Multiclass)
            Add(Added.PredictedLabel, columns.PredictedLabel, PredictedType, Annotations(ScoreAnnotations.PredictedLabel));
        Output = builder.ToSchema();

        void Add(Added what, string name, DataViewType type, DataViewSchema.Annotations? annotations)
        {
            builder.AddColumn(name, type, annotations);
            added.Add(next++, what);
        }

        DataViewSchema.Annotations Annotations(string valueKind, bool ofScore = false) => AnnotationsOf(set, valueKind, ofScore);
    }

    /// <summary>A column that the model adds.</summary>
    private enum Added
    {
        LabelOfShard, LabelAsClass, Score, Probability, PredictedLabel,
    }

    public DataViewSchema Input { get; }

    public DataViewSchema Output { get; }

    public Aggregator Aggregator { get; }

    private DataViewType ScoreType => state.Task == ShardTask.Multiclass
        ? new VectorDataViewType(NumberDataViewType.Single, state.Classes!.Count)
        : NumberDataViewType.Single;

    private DataViewType PredictedType => state.Task == ShardTask.Multiclass ? state.Classes!.ColumnType : BooleanDataViewType.Instance;

    /// <summary>The columns of the input that some columns of the output are made of.</summary>
    public IEnumerable<DataViewSchema.Column> Needs(IEnumerable<DataViewSchema.Column> outputs)
    {
        var needed = new HashSet<int>();
        foreach (var column in outputs)
        {
            if (column.Index < Input.Count) needed.Add(column.Index);
            else if (added[column.Index] == Added.LabelAsClass) needed.Add(Input[state.Columns.Label].Index);
            else if (added[column.Index] == Added.LabelOfShard) Depend(mappers[0], mappers[0].OutputSchema[state.Columns.Label]);
            else foreach (var mapper in mappers) Depend(mapper, [.. AnswersOf(mapper)]);
        }
        return Input.Where(column => needed.Contains(column.Index));

        void Depend(IRowToRowMapper mapper, params DataViewSchema.Column[] made) =>
            needed.UnionWith(mapper.GetDependencies(made).Select(column => column.Index));
    }

    /// <summary>Reads what the model adds to rows.</summary>
    /// <param name="input">A row or cursor in which all that is needed is active. It is not disposed of here.</param>
    /// <param name="keepsAnswers">Whether the position of the row tells when it changes, so that an answer is computed once a row.</param>
    public Reader Read(DataViewRow input, bool keepsAnswers) => new(this, input, keepsAnswers);

    private IEnumerable<DataViewSchema.Column> AnswersOf(IRowToRowMapper mapper)
    {
        yield return mapper.OutputSchema[state.Columns.Score];
        if (state.HasProbability) yield return mapper.OutputSchema[state.Columns.Probability];
    }

    /// <summary>The label as the shards make it, where they do not predict classes and change it: a text to a Boolean, say.</summary>
    private DataViewSchema.Column? LabelOfShards(DataViewSchema input)
    {
        if (state.Task == ShardTask.Multiclass || mappers.Length == 0) return null;
        var label = mappers[0].OutputSchema.GetColumnOrNull(state.Columns.Label);
        return label is { } made && made.Index != input.GetColumnOrNull(made.Name)?.Index ? made : null;
    }

    /// <summary>The classes as the label has to have them, so that evaluators can compare; null: it has, or there is none.</summary>
    private LabelKeys? LabelAsClass(DataViewSchema input)
    {
        if (state.Task != ShardTask.Multiclass || input.GetColumnOrNull(state.Columns.Label) is not { } label) return null;
        if (!state.Classes!.IsKey || !Equals(ShardClasses.ValueTypeOf(label), state.Classes.ValueType)) return null;
        return label.Type is KeyDataViewType && LabelKeys.Read(label).Names.SequenceEqual(state.Classes.Names) ? null : state.Classes;
    }

    private DataViewSchema.Annotations AnnotationsOf(uint set, string valueKind, bool ofScore)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        ScoreAnnotations.Add(builder, set, ShardOutput.KindOf(state.Task), valueKind);
        if (valueKind == state.Columns.Probability)
            builder.AddPrimitiveValue("IsNormalized", BooleanDataViewType.Instance, true);
        if (state.Classes is not { } classes) return builder.ToAnnotations();
        if (ofScore) KeyValueKind.Of(TextDataViewType.Instance)!.Add(builder, "SlotNames", classes.Names);
        if (ofScore && classes.ValueType is { } type) KeyValueKind.Of(type)!.Add(builder, "TrainingLabelValues", classes.Names);
        if (!ofScore && classes.IsKey) builder.Add(classes.Annotations, _ => true);
        return builder.ToAnnotations();
    }

    /// <summary>Computes the added columns of the current row of an input.</summary>
    internal sealed class Reader : IDisposable
    {
        private readonly ShardedScoring scoring;
        private readonly DataViewRow input;
        private readonly bool keepsAnswers;
        private readonly JoinedAnswer joined;
        private readonly float[] answers;
        private readonly List<DataViewRow> rows = [];
        private List<Action>? takers;
        private long known = -1;

        internal Reader(ShardedScoring scoring, DataViewRow input, bool keepsAnswers)
        {
            (this.scoring, this.input, this.keepsAnswers) = (scoring, input, keepsAnswers);
            joined = new JoinedAnswer(scoring.Aggregator.NumberOfClasses);
            answers = new float[scoring.Aggregator.Length];
        }

        /// <summary>Returns a getter of an added column.</summary>
        public ValueGetter<T> Getter<T>(DataViewSchema.Column column)
        {
            var (state, what) = (scoring.state, scoring.added[column.Index]);
            var getter = what switch
            {
                Added.LabelOfShard => LabelOfShard<T>(),
                Added.LabelAsClass => KeyIndex.Getter(column.Type.RawType, ClassReader()),
                Added.Probability => new ValueGetter<float>((ref float value) => value = Current().Probability),
                Added.PredictedLabel => KeyIndex.Getter(column.Type.RawType, () => Current().Predicted),
                _ when state.Task == ShardTask.Multiclass => new ValueGetter<VBuffer<float>>(
                    (ref VBuffer<float> value) => Copy(Current().Scores, ref value)),
                _ => new ValueGetter<float>((ref float value) => value = Current().Score),
            };
            return getter as ValueGetter<T> ?? throw SchemaErrors.WrongGetter<T>(column);
        }

        public void Dispose()
        {
            foreach (var row in rows) row.Dispose();
        }

        private JoinedAnswer Current()
        {
            if (keepsAnswers && known == input.Position && known >= 0) return joined;
            takers ??= Takers();
            foreach (var take in takers) take();
            scoring.Aggregator.Join(answers, joined);
            known = input.Position;
            return joined;
        }

        private List<Action> Takers()
        {
            var (made, place) = (new List<Action>(), 0);
            foreach (var mapper in scoring.mappers)
            {
                var row = Open(mapper, scoring.AnswersOf(mapper));
                foreach (var column in scoring.AnswersOf(mapper))
                {
                    var (first, length) = (place, (column.Type as VectorDataViewType)?.Size ?? 1);
                    made.Add(column.Type is VectorDataViewType ? OfVector(row, column, first, length) : OfNumber(row, column, first));
                    place += length;
                }
            }
            return made;
        }

        private Action OfNumber(DataViewRow row, DataViewSchema.Column column, int place)
        {
            var getter = row.GetGetter<float>(column);
            return () => getter(ref answers[place]);
        }

        private Action OfVector(DataViewRow row, DataViewSchema.Column column, int place, int length)
        {
            var getter = row.GetGetter<VBuffer<float>>(column);
            VBuffer<float> value = default;
            return () =>
            {
                getter(ref value);
                value.CopyTo(answers.AsSpan(place, length));
            };
        }

        private Delegate LabelOfShard<T>()
        {
            var label = scoring.mappers[0].OutputSchema[scoring.state.Columns.Label];
            return Open(scoring.mappers[0], [label]).GetGetter<T>(label);
        }

        private Func<long> ClassReader()
        {
            var indexOf = scoring.state.Classes!.Names.Index().ToDictionary(one => one.Item, one => (long)one.Index);
            var text = ColumnText.Reader(input, "label", scoring.Input[scoring.state.Columns.Label]);
            return () => text() is { } name && indexOf.TryGetValue(name, out var index) ? index : -1;
        }

        private DataViewRow Open(IRowToRowMapper mapper, IEnumerable<DataViewSchema.Column> columns)
        {
            var row = mapper.GetRow(new LentRow(input), [.. columns]);
            rows.Add(row);
            return row;
        }

        private static void Copy(float[] scores, ref VBuffer<float> value)
        {
            var editor = VBufferEditor.Create(ref value, scores.Length);
            scores.CopyTo(editor.Values);
            value = editor.Commit();
        }
    }

    /// <summary>A row that several shards read: none of them disposes of it.</summary>
    private sealed class LentRow(DataViewRow row) : DataViewRow
    {
        public override DataViewSchema Schema => row.Schema;

        public override long Position => row.Position;

        public override long Batch => row.Batch;

        public override ValueGetter<DataViewRowId> GetIdGetter() => row.GetIdGetter();

        public override bool IsColumnActive(DataViewSchema.Column column) => row.IsColumnActive(column);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => row.GetGetter<TValue>(column);
    }
}
