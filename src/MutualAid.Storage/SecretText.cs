namespace MutualAid.Storage;

/// <summary>A secret that the configuration gives as the name of a file.</summary>
internal static class SecretText
{
    /// <summary>What stands in it, without the line end that editors leave; else null, and <paramref name="problem"/> says why, to come behind "which".</summary>
    public static string? Read(string file, out string? problem)
    {
        problem = null;
        try
        {
            var text = File.ReadAllText(file).TrimEnd('\r', '\n');
            if (text.Length > 0) return text;
            problem = "is empty";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            problem = File.Exists(file) ? "can't be read" : "is not there";
        }

        return null;
    }
}
