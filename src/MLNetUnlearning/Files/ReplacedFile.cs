using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MLNetUnlearning.Files;

/// <summary>What a file that is replaced leaves to the new one: its permissions and its owner.</summary>
internal sealed class ReplacedFile
{
    private const int MostLinks = 40; // as in the Linux kernel
    private const uint Unchanged = uint.MaxValue;

    private static readonly char[] Separators = [Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar];

    private readonly UnixFileMode? mode; // null on Windows
    private readonly Status? status;

    private ReplacedFile(UnixFileMode? mode, Status? status) => (this.mode, this.status) = (mode, status);

    /// <summary>Where a file really stands. Links are followed, also one to a file that is not there yet.</summary>
    /// <remarks>.NET's own <c>ResolveLinkTarget</c> takes "folder/.." for nothing, also where the folder is a link to another
    /// place.</remarks>
    /// <exception cref="IOException">Links lead in a circle.</exception>
    public static string PlaceOf(string path)
    {
        var whole = Path.GetFullPath(path);
        if (new FileInfo(whole).LinkTarget is null) return whole;
        var place = Path.GetPathRoot(whole)!;
        var names = new Stack<string>();
        Push(names, whole[place.Length..]);
        for (var links = 0; names.TryPop(out var name);)
        {
            var next = name == ".." ? Path.GetDirectoryName(place) ?? place : Path.Combine(place, name);
            if (name == ".." || new FileInfo(next).LinkTarget is not { } target)
            {
                place = next;
                continue;
            }
            if (++links > MostLinks) throw new IOException($"'{path}' leads through more than {MostLinks} links. Do they form a circle?");
            var root = Path.GetPathRoot(target)!;
            if (root.Length > 0) place = root;
            Push(names, target[root.Length..]);
        }
        return place;
    }

    /// <summary>What stands at a place; null if nothing does.</summary>
    /// <exception cref="IOException">It is a folder, a device or a pipe.</exception>
    public static ReplacedFile? At(string place)
    {
        if (!Path.Exists(place)) return null;
        var status = Status.Of(place);
        // A new file in the place of /dev/null would be a fault of the whole system.
        if (status is { IsOrdinaryFile: false })
            throw new IOException($"'{place}' is no ordinary file but a folder, a device or a pipe, so no file can take its place.");
        return new ReplacedFile(OperatingSystem.IsWindows() ? null : File.GetUnixFileMode(place), status);
    }

    /// <summary>Gives a file what this one had. The owner and the group stay the writer's where the system does not let them be
    /// changed.</summary>
    public void HandOver(SafeFileHandle file)
    {
        // The owner first: changing it can clear bits of the permissions.
        if (status is { } old && ChangeOwner(file, old.Owner, old.Group) != 0) _ = ChangeOwner(file, Unchanged, old.Group);
        if (mode is { } permissions && !OperatingSystem.IsWindows()) File.SetUnixFileMode(file, permissions);
    }

    private static void Push(Stack<string> names, string path)
    {
        foreach (var name in path.Split(Separators, StringSplitOptions.RemoveEmptyEntries).Where(name => name != ".").Reverse())
            names.Push(name);
    }

    [DllImport("libc", EntryPoint = "fchown")]
    private static extern int ChangeOwner(SafeFileHandle file, uint owner, uint group);

    /// <summary>What Linux says of a file; .NET has no call for it.</summary>
    private readonly record struct Status(uint Owner, uint Group, bool IsOrdinaryFile)
    {
        private const int CurrentFolder = -100, FollowLinks = 0;
        private const uint BasicFields = 0x7ff;
        private const int OwnerPlace = 20, GroupPlace = 24, ModePlace = 28, StructureLength = 256; // the same for all processors
        private const ushort KindBits = 0xf000, OrdinaryFile = 0x8000;

        public static Status? Of(string path)
        {
            if (!OperatingSystem.IsLinux()) return null;
            var bytes = new byte[StructureLength];
            if (Read(CurrentFolder, path, FollowLinks, BasicFields, bytes) != 0) return null;
            return new Status(
                UInt32(bytes, OwnerPlace), UInt32(bytes, GroupPlace), (BitConverter.ToUInt16(bytes, ModePlace) & KindBits) == OrdinaryFile);
        }

        // The fields are in the order of the machine's own bytes.
        private static uint UInt32(byte[] bytes, int place) => BitConverter.ToUInt32(bytes, place);

        [DllImport("libc", EntryPoint = "statx")]
        private static extern int Read(
            int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint fields, [Out] byte[] status);
    }
}
