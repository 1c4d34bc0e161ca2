namespace MLNetUnlearning.Data;

/// <summary>Brings errors of image files to the caller. ML.NET decodes on several threads, and a cursor that collects their rows hides an
/// error behind one of its own, which names no file.</summary>
internal static class ImageErrors
{
    /// <summary>Moves to the next row; an image file that cannot be read is the error itself.</summary>
    /// <exception cref="ImageFileException">An image file cannot be read. The message names it.</exception>
    public static bool MoveNextNamingFiles(this DataViewRowCursor cursor)
    {
        try
        {
            return cursor.MoveNext();
        }
        catch (Exception error) when (error is not ImageFileException && Cause(error) is { } cause)
        {
            throw new ImageFileException(cause.Message, error);
        }
    }

    private static ImageFileException? Cause(Exception? error) => error switch
    {
        null => null,
        ImageFileException own => own,
        AggregateException several => several.InnerExceptions.Select(Cause).FirstOrDefault(cause => cause is not null),
        _ => Cause(error.InnerException),
    };
}
