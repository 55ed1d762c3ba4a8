using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace MutualAid.Tests.Support.Discord;

/// <summary>Bodies that Discord does not take: each names where in the body the fault is and what it is called.</summary>
public sealed class RefusedBodyTests
{
    public static TheoryData<string, string, string> Messages => new()
    {
        { """{"content":"@2001"}""", "content", "BASE_TYPE_MAX_LENGTH" },
        { """{"content":5}""", "content", "STRING_TYPE_CONVERT" },
        { """{"content":"x","flags":64}""", "flags", "MESSAGE_FLAGS_INVALID" },
        { """{"content":"x","nonce":"12345678901234567890123456"}""", "nonce", "NONCE_TYPE_TOO_LONG" },
        { """{"content":"x","enforce_nonce":true}""", "nonce", "BASE_TYPE_REQUIRED" },
        { """{"content":"x","embeds":[{"title":"@257"}]}""", "embeds.0.title", "BASE_TYPE_MAX_LENGTH" },
        { """{"embeds":[{"description":"@4000"},{"description":"@2001"}]}""", "embeds", "MAX_EMBED_SIZE_EXCEEDED" },
        { """{"content":"x","allowed_mentions":{"parse":["users"],"users":["1"]}}""", "allowed_mentions", "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE" },
        { """{"content":"x","allowed_mentions":{"parse":["all"]}}""", "allowed_mentions.parse", "BASE_TYPE_CHOICES" },
        { """{"content":"x","allowed_mentions":{"users":["1","1"]}}""", "allowed_mentions.users", "SET_TYPE_ALREADY_CONTAINS_VALUE" },
        { """{"content":"x","message_reference":{"message_id":"1"}}""", "message_reference", "REPLIES_UNKNOWN_MESSAGE" },
        { """{"components":[{"type":10,"content":"x"}]}""", "components.0.type", "UNION_TYPE_CHOICES" },
        { """{"flags":32768,"content":"x","components":[{"type":10,"content":"x"}]}""", "content", "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2" },
        { """{"flags":32768,"embeds":[{"title":"x"}],"components":[{"type":10,"content":"x"}]}""", "embeds", "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2" },
        { """{"flags":32768,"components":[{"type":10,"content":""}]}""", "components.0.content", "BASE_TYPE_REQUIRED" },
        { """{"flags":32768,"components":[{"type":10,"content":"@2001"},{"type":10,"content":"@2000"}]}""", "components", "COMPONENT_TEXT_TOTAL_EXCEEDED" },
        { """{"flags":32768,"components":[{"type":17,"components":[{"type":17,"components":[{"type":10,"content":"x"}]}]}]}""", "components.0.components.0.type", "UNION_TYPE_CHOICES" },
        { """{"flags":32768,"components":[{"type":17,"components":[]}]}""", "components.0.components", "BASE_TYPE_BAD_LENGTH" },
        { """{"flags":32768,"components":[{"type":9,"components":[{"type":10,"content":"x"}]}]}""", "components.0.accessory", "BASE_TYPE_REQUIRED" },
        { """{"flags":32768,"components":[{"type":10,"id":3,"content":"x"},{"type":10,"id":3,"content":"y"}]}""", "components.1.id", "COMPONENT_ID_DUPLICATED" },
        { """{"flags":32768,"components":[{"type":13,"file":{"url":"attachment://a.txt"}}]}""", "components.0.file.url", "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND" },
        { """{"flags":32768,"components":[{"type":12,"items":[{"media":{"url":"attachment://a.png"}}]}]}""", "components.0.items.0.media.url", "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND" },
        { """{"content":"x","attachments":[{"id":0,"filename":"a.png"}]}""", "attachments.0.id", "ATTACHMENT_NOT_FOUND" },
        { Row("""{"type":2,"style":1,"label":"@81","custom_id":"a"}"""), "components.0.components.0.label", "BASE_TYPE_MAX_LENGTH" },
        { Row("""{"type":2,"style":1,"custom_id":"a"}"""), "components.0.components.0.label", "BASE_TYPE_REQUIRED" },
        { Row("""{"type":2,"style":1,"label":"x"}"""), "components.0.components.0.custom_id", "BASE_TYPE_REQUIRED" },
        { Row("""{"type":2,"style":1,"label":"x","custom_id":"@101"}"""), "components.0.components.0.custom_id", "BASE_TYPE_BAD_LENGTH" },
        { Row("""{"type":2,"style":5,"label":"x"}"""), "components.0.components.0.url", "BASE_TYPE_REQUIRED" },
        { Row("""{"type":2,"style":5,"label":"x","url":"javascript:x"}"""), "components.0.components.0.url", "URL_TYPE_INVALID_SCHEME" },
        { Row("""{"type":2,"style":1,"label":"x","custom_id":"a","emoji":{"name":"hand"}}"""), "components.0.components.0.emoji.name", "BUTTON_COMPONENT_INVALID_EMOJI" },
        { Row("""{"type":2,"style":1,"label":"x","custom_id":"a"},{"type":2,"style":1,"label":"y","custom_id":"a"}"""), "components.0.components.1.custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED" },
        { Row(string.Join(',', Enumerable.Range(0, 6).Select(i => $$"""{"type":2,"style":1,"label":"x","custom_id":"{{i}}"}"""))), "components.0.components", "BASE_TYPE_BAD_LENGTH" },
        { Row("""{"type":2,"style":1,"label":"x","custom_id":"a"},{"type":5,"custom_id":"b"}"""), "components.0.components", "COMPONENT_LAYOUT_WIDTH_EXCEEDED" },
        { Row("""{"type":3,"custom_id":"a","options":[]}"""), "components.0.components.0.options", "BASE_TYPE_BAD_LENGTH" },
        { Row("""{"type":3,"custom_id":"a","options":[{"label":"x","value":"1"},{"label":"y","value":"1"}]}"""), "components.0.components.0.options.1.value", "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED" },
        { Row("""{"type":4,"custom_id":"a","style":1}"""), "components.0.components.0.type", "UNION_TYPE_CHOICES" },
    };

    public static TheoryData<string, string, string> Modals => new()
    {
        { """{"custom_id":"m","title":"@46","components":[{"type":10,"content":"x"}]}""", "data.title", "BASE_TYPE_BAD_LENGTH" },
        { """{"title":"x","components":[{"type":10,"content":"x"}]}""", "data.custom_id", "BASE_TYPE_REQUIRED" },
        { """{"custom_id":"m","title":"x","components":[]}""", "data.components", "BASE_TYPE_BAD_LENGTH" },
        { Form(string.Join(',', Enumerable.Repeat("""{"type":10,"content":"x"}""", 6))), "data.components", "BASE_TYPE_BAD_LENGTH" },
        { Form("""{"type":18,"label":"@46","component":{"type":4,"custom_id":"a","style":1}}"""), "data.components.0.label", "BASE_TYPE_BAD_LENGTH" },
        { Form("""{"type":18,"label":"x","component":{"type":4,"custom_id":"a","style":1,"placeholder":"@101"}}"""), "data.components.0.component.placeholder", "BASE_TYPE_MAX_LENGTH" },
        { Form("""{"type":18,"label":"x","component":{"type":4,"custom_id":"a","style":1,"label":"y"}}"""), "data.components.0.component.label", "TEXT_INPUT_LABEL_INSIDE_LABEL" },
        { Form("""{"type":18,"label":"x","component":{"type":4,"custom_id":"a","style":1,"max_length":2,"value":"abc"}}"""), "data.components.0.component.value", "BASE_TYPE_MAX_LENGTH" },
        { Form("""{"type":18,"label":"x","component":{"type":3,"custom_id":"a","min_values":0,"options":[{"label":"x","value":"1"}]}}"""), "data.components.0.component.min_values", "SELECT_COMPONENT_REQUIRED_MIN_VALUES" },
        { Form("""{"type":18,"label":"x","component":{"type":3,"custom_id":"a","disabled":true,"options":[{"label":"x","value":"1"}]}}"""), "data.components.0.component.disabled", "MODAL_COMPONENT_DISABLED" },
        { Form("""{"type":2,"style":1,"label":"x","custom_id":"a"}"""), "data.components.0.type", "UNION_TYPE_CHOICES" },
    };

    public static TheoryData<string, string, string> Commands => new()
    {
        { """[{"name":"Need","description":"x"}]""", "0.name", "APPLICATION_COMMAND_INVALID_NAME" },
        { """[{"name":"my need","description":"x"}]""", "0.name", "APPLICATION_COMMAND_INVALID_NAME" },
        { """[{"name":"@33","description":"x"}]""", "0.name", "BASE_TYPE_BAD_LENGTH" },
        { """[{"name":"need"}]""", "0.description", "BASE_TYPE_REQUIRED" },
        { """[{"name":"need","description":"@101"}]""", "0.description", "BASE_TYPE_BAD_LENGTH" },
        { """[{"name":"a","description":"x"},{"name":"a","description":"y"}]""", "1.name", "APPLICATION_COMMANDS_DUPLICATE_NAME" },
        { """[{"name":"Show","type":3,"description":"x"}]""", "0.description", "APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION" },
        { """[{"name":"need","description":"x","name_localizations":{"es":"x"}}]""", "0.name_localizations.es", "LOCALE_INVALID" },
        { """[{"name":"need","description":"x","name_localizations":{"es-ES":"Pedir"}}]""", "0.name_localizations.es-ES", "APPLICATION_COMMAND_INVALID_NAME" },
        { """[{"name":"need","description":"x","default_member_permissions":"many"}]""", "0.default_member_permissions", "NUMBER_TYPE_COERCE" },
        { Options("""{"type":3,"name":"a","description":"x"},{"type":3,"name":"b","description":"x","required":true}"""), "0.options.1.required", "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID" },
        { Options("""{"type":3,"name":"a","description":"x"},{"type":3,"name":"a","description":"x"}"""), "0.options.1.name", "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS" },
        { Options("""{"type":3,"name":"a","description":"x","autocomplete":true,"choices":[{"name":"x","value":"y"}]}"""), "0.options.0.autocomplete", "APPLICATION_COMMAND_AUTOCOMPLETE_CHOICES" },
        { Options("""{"type":1,"name":"a","description":"x"},{"type":3,"name":"b","description":"x"}"""), "0.options", "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID" },
        { Options("""{"type":3,"name":"a","description":"x","choices":[{"name":"x","value":"@101"}]}"""), "0.options.0.choices.0.value", "BASE_TYPE_BAD_LENGTH" },
        { Options(string.Join(',', Enumerable.Range(0, 26).Select(i => $$"""{"type":3,"name":"o{{i}}","description":"x"}"""))), "0.options", "BASE_TYPE_MAX_LENGTH" },
    };

    [Theory]
    [MemberData(nameof(Messages))]
    public async Task A_wrong_message_is_refused_at_the_place_of_the_fault(string body, string path, string code)
    {
        await using var fake = await FakeDiscord.StartAsync();
        using var bot = new WireClient(fake);
        var channel = fake.AddGuild().AddChannel("needs");
        AssertRefused(await bot.PostAsync($"/channels/{channel.Id}/messages", Expand(body)), path, code);
        Assert.Empty(channel.Messages);
        Assert.NotEmpty(fake.Violations);
    }

    [Theory]
    [MemberData(nameof(Modals))]
    public async Task A_wrong_form_is_refused_at_the_place_of_the_fault(string data, string path, string code)
    {
        await using var fake = await FakeDiscord.StartAsync();
        using var bot = new WireClient(fake);
        var guild = fake.AddGuild();
        await bot.PutAsync($"/applications/{fake.Bot.Id}/commands", """[{"name":"need","description":"x"}]""");
        var asked = await fake.SlashAsync(guild.AddMember("Ana"), guild.AddChannel("needs"), "need");
        AssertRefused(await bot.AnswerAsync(asked, $$"""{"type":9,"data":{{Expand(data)}}}"""), path, code);
        Assert.False(asked.IsAnswered);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task A_wrong_command_is_refused_at_the_place_of_the_fault(string body, string path, string code)
    {
        await using var fake = await FakeDiscord.StartAsync();
        using var bot = new WireClient(fake);
        AssertRefused(await bot.PutAsync($"/applications/{fake.Bot.Id}/commands", Expand(body)), path, code);
        Assert.Empty(fake.Commands.Of(null));
    }

    [Fact]
    public async Task An_empty_message_is_refused()
    {
        await using var fake = await FakeDiscord.StartAsync();
        using var bot = new WireClient(fake);
        var channel = fake.AddGuild().AddChannel("needs");
        Assert.Equal((400, 50006), Outcome(await bot.PostAsync($"/channels/{channel.Id}/messages", """{"content":" "}""")));
    }

    [Fact]
    public async Task More_than_forty_components_are_refused()
    {
        await using var fake = await FakeDiscord.StartAsync();
        using var bot = new WireClient(fake);
        var channel = fake.AddGuild().AddChannel("needs");
        var many = string.Join(',', Enumerable.Repeat("""{"type":10,"content":"x"}""", 40));
        var body = "{\"flags\":32768,\"components\":[{\"type\":17,\"components\":[" + many + "]}]}";
        AssertRefused(await bot.PostAsync($"/channels/{channel.Id}/messages", body), "components", "COMPONENT_TOTAL_EXCEEDED");
    }

    [Fact]
    public async Task What_only_the_published_description_knows_is_refused_and_recorded_too()
    {
        Assert.SkipWhen(OpenApi.Current is null, "The description of Discord's API is not at hand in ../shared.");
        await using var fake = await FakeDiscord.StartAsync();
        using var bot = new WireClient(fake);
        var channel = fake.AddGuild().AddChannel("needs");
        Assert.Equal((400, 50035), Outcome(await bot.PostAsync($"/channels/{channel.Id}/messages", """{"content":"x","poll":5}""")));
        Assert.Empty(channel.Messages);
        Assert.Contains(fake.Violations, v => v.Contains("not as described", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("files[0]", 10 * 1024 * 1024, 200)]
    [InlineData("files[0]", (10 * 1024 * 1024) + 1, 413)]
    [InlineData("file", 3, 400)]
    [InlineData("files[1]", 3, 400)]
    public async Task A_file_has_a_number_and_a_size_that_is_taken(string field, int size, int status)
    {
        await using var fake = await FakeDiscord.StartAsync();
        using var bot = new WireClient(fake);
        var channel = fake.AddGuild().AddChannel("needs");
        using var form = new MultipartFormDataContent
        {
            { new StringContent("""{"content":"x","attachments":[{"id":0,"filename":"a.png"}]}""", Encoding.UTF8, "application/json"), "payload_json" },
            { new ByteArrayContent(new byte[size]), field, "a.png" },
        };
        Assert.Equal(status, (await bot.SendAsync(HttpMethod.Post, $"/channels/{channel.Id}/messages", form)).Status);
        Assert.Equal(status == 200 ? size : 0, channel.Messages.SelectMany(m => m.Files.Values).Sum(f => f.Content.Length));
    }

    [Fact]
    public async Task An_edit_can_not_show_what_it_takes_away()
    {
        await using var fake = await FakeDiscord.StartAsync();
        using var bot = new WireClient(fake);
        var channel = fake.AddGuild().AddChannel("needs");
        const string Gallery = """{"flags":32768,"components":[{"type":12,"items":[{"media":{"url":"attachment://a.png"}}]}]""";
        using var form = new MultipartFormDataContent
        {
            { new StringContent(Gallery + "}", Encoding.UTF8, "application/json"), "payload_json" },
            { new ByteArrayContent([1]), "files[0]", "a.png" },
        };
        var posted = await bot.SendAsync(HttpMethod.Post, $"/channels/{channel.Id}/messages", form);
        var path = $"/channels/{channel.Id}/messages/{posted.Json!["id"]}";
        Assert.Equal(200, (await bot.PatchAsync(path, Gallery + "}")).Status);
        AssertRefused(await bot.PatchAsync(path, Gallery + ""","attachments":[]}"""), "components.0.items.0.media.url", "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND");
        Assert.Single(Assert.Single(channel.Messages).Pictures);
    }

    [Fact]
    public async Task A_file_comes_with_its_message()
    {
        await using var fake = await FakeDiscord.StartAsync();
        using var bot = new WireClient(fake);
        var channel = fake.AddGuild().AddChannel("needs");
        using var form = new MultipartFormDataContent
        {
            { new StringContent("""{"flags":32768,"components":[{"type":13,"file":{"url":"attachment://list.csv"}}],"attachments":[{"id":0,"filename":"list.csv"}]}""", Encoding.UTF8, "application/json"), "payload_json" },
            { new ByteArrayContent("a,b"u8.ToArray()), "files[0]", "list.csv" },
        };
        var answer = await bot.SendAsync(HttpMethod.Post, $"/channels/{channel.Id}/messages", form);
        Assert.True(answer.Status == 200, answer.Text);
        Assert.Equal("a,b", Encoding.UTF8.GetString(Assert.Single(Assert.Single(channel.Messages).Files.Values).Content));
        Assert.Empty(fake.Violations);
    }

    private static (int Status, int Code) Outcome(WireAnswer answer) => (answer.Status, answer.Code);

    private static void AssertRefused(WireAnswer answer, string path, string code)
    {
        Assert.Equal((400, 50035), Outcome(answer));
        Assert.True(answer.ErrorsAt(path).Contains(code), answer.Text);
    }

    private static string Row(string inside) => "{\"content\":\"x\",\"components\":[{\"type\":1,\"components\":[" + inside + "]}]}";

    private static string Form(string inside) => "{\"custom_id\":\"m\",\"title\":\"x\",\"components\":[" + inside + "]}";

    private static string Options(string inside) => "[{\"name\":\"need\",\"description\":\"x\",\"options\":[" + inside + "]}]";

    // "@81" stands for a text of that many characters.
    private static string Expand(string body)
    {
        var json = JsonNode.Parse(body)!;
        Walk(json);
        return json.ToJsonString();
    }

    private static void Walk(JsonNode? node)
    {
        if (node is JsonObject json)
        {
            foreach (var (name, value) in json.ToList())
            {
                if (value is JsonValue text && text.TryGetValue(out string? s) && s.StartsWith('@')) json[name] = new string('x', int.Parse(s[1..]));
                else Walk(value);
            }
        }
        else if (node is JsonArray array)
        {
            foreach (var item in array) Walk(item);
        }
    }
}
