using System.Text.Json.Nodes;

namespace MutualAid.Tests.Support.Discord;

/// <summary>What is wrong with a body, collected as Discord tells it: a tree with the fields' names and the lists' indexes.</summary>
internal sealed class FormErrors
{
    private readonly List<(string Path, string Code, string Message)> errors = [];

    public bool Any => errors.Count > 0;

    public void Add(string path, string code, string message) => errors.Add((path, code, message));

    public void Required(string path) => Add(path, "BASE_TYPE_REQUIRED", "This field is required");

    public void ThrowIfAny()
    {
        if (Any) throw ApiError.Form(this);
    }

    public JsonObject ToJson()
    {
        var root = new JsonObject();
        foreach (var (path, code, message) in errors)
        {
            var at = root;
            foreach (var step in path.Split('.', StringSplitOptions.RemoveEmptyEntries))
            {
                if (at[step] is not JsonObject) at[step] = new JsonObject();
                at = at[step]!.AsObject();
            }

            if (at["_errors"] is not JsonArray) at["_errors"] = new JsonArray();
            at["_errors"]!.AsArray().Add(new JsonObject { ["code"] = code, ["message"] = message });
        }

        return root;
    }

    public override string ToString() => string.Join("; ", errors.Select(e => $"{e.Path}: {e.Code} {e.Message}"));
}
