namespace MLNetUnlearning.Tests;

public class RememberedRowsTests
{
    private static readonly RowFingerprint Ann = new(1, 1), Bo = new(2, 2), Cy = new(3, 3), New = new(9, 9);

    [Fact]
    public void A_row_that_was_forgotten_is_not_retained_again()
    {
        var remembered = After(Trained(Ann, Bo, Cy), Read([Ann, Bo, Cy], forget: [1]));
        Assert.Equal((3, 1), (remembered.Training.Count, remembered.Forgotten.Count));
        Assert.Equal([RowKind.Forget, RowKind.ForgottenBefore, RowKind.Retain], remembered.Sort(Read([Ann, Bo, Cy], forget: [0])).Kinds);
    }

    [Fact]
    public void Rows_of_the_training_that_are_not_at_hand_are_counted_without_forgotten_and_new_ones()
    {
        var trained = Trained(Ann, Ann, Bo, Cy);
        int Absent(RememberedRows remembered, params RowFingerprint[] rows) => remembered.NumberAbsentFrom(remembered.Sort(Read(rows)));
        Assert.Equal((0, 1, 2), (Absent(trained, Ann, Ann, Bo, Cy), Absent(trained, Ann, Bo, Cy), Absent(trained, New, Ann, Cy)));
        var forgot = After(trained, Read([Ann, Ann, Bo, Cy], forget: [2]));
        Assert.Equal((0, 0, 1), (Absent(forgot, Ann, Ann, Cy), Absent(forgot, Ann, Ann, Bo, Cy), Absent(forgot, Ann, Cy)));
        // Nobody can know which of the others were forgotten, or trained on.
        Assert.Equal(0, Absent(trained with { NumberOfUnknownForgottenRows = 1 }, Ann, Bo));
        Assert.Equal((0, 0), (Absent(trained with { IsComplete = false }, Ann), Absent(trained with { Key = null }, Ann)));
    }

    [Fact]
    public void The_equal_row_of_another_person_stays_whether_the_forgotten_one_is_there_or_not()
    {
        var remembered = After(Trained(Ann, Ann, Ann, Bo), Read([Ann, Ann, Ann, Bo], forget: [0]));
        Assert.Equal(1, remembered.Sort(Read([Ann, Ann, Ann, Bo], forget: [3])).Count(RowKind.ForgottenBefore));
        Assert.Equal(0, remembered.Sort(Read([Ann, Ann, Bo], forget: [2])).Count(RowKind.ForgottenBefore));
    }

    [Fact]
    public void Of_equal_rows_with_different_classes_the_one_of_the_forgotten_class_goes()
    {
        var remembered = After(Trained(Ann, Ann, Bo), Read([Ann, Ann, Bo], forget: [1], classes: [0, 1, 0]));
        Assert.Equal(
            [RowKind.Retain, RowKind.ForgottenBefore, RowKind.Forget],
            remembered.Sort(Read([Ann, Ann, Bo], forget: [2], classes: [0, 1, 0])).Kinds);
        Assert.Equal(
            [RowKind.ForgottenBefore, RowKind.Retain, RowKind.Forget],
            remembered.Sort(Read([Ann, Ann, Bo], forget: [2], classes: [1, 0, 0])).Kinds);
    }

    [Fact]
    public void A_forgotten_row_under_another_class_is_still_forgotten()
    {
        var remembered = After(Trained(Ann, Bo), Read([Ann, Bo], forget: [0], classes: [0, 0]));
        Assert.Equal(RowKind.ForgottenBefore, remembered.Sort(Read([Ann, Bo], forget: [1], classes: [1, 0])).Kinds[0]);
    }

    [Fact]
    public void A_request_for_the_last_of_equal_rows_is_not_lost()
    {
        var remembered = After(Trained(Ann, Ann, Bo), Read([Ann, Ann, Bo], forget: [0]));
        Assert.Equal([RowKind.ForgottenBefore, RowKind.Forget, RowKind.Retain], remembered.Sort(Read([Ann, Ann, Bo], forget: [1])).Kinds);
        Assert.Equal(2, After(remembered, Read([Ann, Ann, Bo], forget: [1])).Forgotten.Count);
    }

    [Fact]
    public void Rows_that_are_marked_again_are_forgotten_again_and_counted_once()
    {
        var once = After(Trained(Ann, Bo, Cy), Read([Ann, Bo, Cy], forget: [0]));
        var sorted = once.Sort(Read([Ann, Bo, Cy], forget: [0, 1]));
        Assert.Equal([RowKind.Forget, RowKind.Forget, RowKind.Retain], sorted.Kinds);
        Assert.Equal([0L], sorted.Again);
        Assert.Equal((3, 2), (once.After(sorted).Training.Count, once.After(sorted).Forgotten.Count));
    }

    [Fact]
    public void Where_nobody_can_tell_marked_rows_are_new_ones_rather_than_a_request_lost()
    {
        var once = After(Trained(Ann, Ann, Ann, Bo), Read([Ann, Ann, Ann, Bo], forget: [0]));
        Assert.Equal(2, After(once, Read([Ann, Ann, Bo], forget: [1])).Forgotten.Count);
        var sorted = once.Sort(Read([Ann, Ann, Ann, Bo], forget: [0, 1]));
        Assert.Equal([RowKind.Forget, RowKind.Forget, RowKind.ForgottenBefore, RowKind.Retain], sorted.Kinds);
        Assert.Equal(3, once.After(sorted).Forgotten.Count);
        Assert.Equal(3, After(once, Read([Ann, Ann, Ann, Bo], forget: [0, 1, 2])).Forgotten.Count);
    }

    [Fact]
    public void In_an_evaluation_of_equal_rows_the_marked_one_is_the_forgotten_one()
    {
        var remembered = After(Trained(Ann, Ann, Bo), Read([Ann, Ann, Bo], forget: [1]));
        var sorted = remembered.Sort(Read([Ann, Ann, Bo], forget: [1]), isGranted: true);
        Assert.Equal([RowKind.Retain, RowKind.Forget, RowKind.Retain], sorted.Kinds);
    }

    [Fact]
    public void Rows_that_come_back_are_retained_and_others_cannot_come_back()
    {
        var remembered = After(Trained(Ann, Bo, Cy), Read([Ann, Bo, Cy], forget: [0, 1]));
        var readmitted = remembered.Readmitting(Read([Bo]));
        Assert.Equal([RowKind.ForgottenBefore, RowKind.Retain, RowKind.Forget], readmitted.Sort(Read([Ann, Bo, Cy], forget: [2])).Kinds);
        Refused.With<InvalidOperationException>(
            ["1 of 2 rows are not among those", "counted from 0: 1."], () => remembered.Readmitting(Read([Ann, Cy])));
        Refused.With<InvalidOperationException>("counted from 0: 1.", () => remembered.Readmitting(Read([Ann, Ann])));
    }

    [Fact]
    public void Rows_never_trained_on_are_known_unless_the_weights_came_from_elsewhere()
    {
        var remembered = Trained(Ann, Bo);
        Assert.Equal([1L], remembered.NeverTrainedAmong([Ann, New]));
        Assert.Equal([0L], remembered.TrainedAmong([Ann, New], given: []));
        Assert.Empty(After(RememberedRows.Unknown, Read([Ann, Bo], forget: [0])).NeverTrainedAmong([New]));
    }

    [Fact]
    public void Without_the_key_nothing_is_known_and_the_count_of_forgotten_rows_stays()
    {
        var remembered = After(Trained(Ann, Bo, Cy), Read([Ann, Bo, Cy], forget: [0])) with { Key = null };
        Assert.True(remembered.LacksKey);
        Assert.Equal(1, remembered.Nameless);
        Assert.Empty(remembered.TrainedAmong([Ann], given: []));
        var after = After(remembered, Read([Bo, Cy], forget: [0]));
        Assert.Equal((1, 1, 2), (after.Nameless, after.Forgotten.Count, after.Training.Count));
    }

    [Fact]
    public void Only_its_own_key_opens_it()
    {
        var remembered = Trained(Ann);
        var locked = remembered with { Key = null };
        Assert.Equal([0L], locked.Under(remembered.Key).TrainedAmong([Ann], given: []));
        Refused.With<ArgumentException>(remembered.KeyIdentity!, () => locked.Under(FingerprintKey.Create()));
    }

    [Fact]
    public void The_look_of_forgotten_rows_is_kept()
    {
        var read = Read([Ann, Bo], forget: [0]) with { Looks = [0xF0F0UL, 1] };
        Assert.Equal([0xF0F0UL], Trained(Ann, Bo).After(Trained(Ann, Bo).Sort(read)).ForgottenLooks());
    }

    private static RememberedRows Trained(params RowFingerprint[] rows) => RememberedRows.OfTraining(null, rows);

    private static RememberedRows After(RememberedRows before, ReadRows rows) => before.After(before.Sort(rows));

    private static ReadRows Read(RowFingerprint[] rows, int[]? forget = null, long[]? classes = null) =>
        new(0, rows, classes ?? new long[rows.Length], [.. rows.Select((_, row) => forget?.Contains(row) == true)], null);
}
