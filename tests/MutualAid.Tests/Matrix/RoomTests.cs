using System.Text.Json;
using Microsoft.Extensions.Configuration;
using MutualAid.Core.Chat;
using MutualAid.Matrix;
using MutualAid.Matrix.Rooms;
using Xunit;

namespace MutualAid.Tests.Matrix;

public sealed class RoomTests
{
    [Theory]
    [InlineData("11", """{"users":{"@mod:x":50,"@admin:x":100}}""", "@mod:x", true)]
    [InlineData("11", """{"users":{"@mod:x":50}}""", "@creator:x", false)]
    [InlineData("11", """{"users":{"@mod:x":49}}""", "@mod:x", false)]
    [InlineData("9", """{"users":{"@mod:x":"50"}}""", "@mod:x", true)]
    [InlineData("11", """{"users_default":50}""", "@anyone:x", true)]
    [InlineData("12", """{"users":{}}""", "@creator:x", true)]
    [InlineData("12", """{"users":{}}""", "@second:x", true)]
    [InlineData("12", """{"users":{"@creator:x":0}}""", "@creator:x", true)]
    [InlineData("11", """{"users":{}}""", "@second:x", false)]
    [InlineData("11", "null", "@creator:x", true)]
    [InlineData("11", "null", "@anyone:x", false)]
    [InlineData("11", """{"users":"all","users_default":{}}""", "@anyone:x", false)]
    public void Whom_a_room_trusts_with_level_50_is_a_facilitator(string version, string powers, string user, bool isFacilitator)
    {
        using var create = JsonDocument.Parse($$"""{"room_version":"{{version}}","additional_creators":["@second:x",7]}""");
        using var levels = JsonDocument.Parse(powers);
        Assert.Equal(isFacilitator, new RoomState("@creator:x", create.RootElement, levels.RootElement, Encrypted: false).IsFacilitator(user));
    }

    [Theory]
    [InlineData("@ana:example.org", true)]
    [InlineData("@bo:example.org", true)]
    [InlineData("@ana:other.org", true)]
    [InlineData("@bo:other.org", false)]
    [InlineData("@x:sub.example.net", true)]
    [InlineData("@x:example.net.evil.org", false)]
    public void An_inviter_is_welcome_by_user_or_by_server(string inviter, bool isWelcome) =>
        Assert.Equal(isWelcome, Invitations.IsWelcome(inviter, ["example.org", "@ana:*", "*.example.net"]));

    [Fact]
    public void Without_a_list_everybody_is_welcome() => Assert.True(Invitations.IsWelcome("@x:y", []));

    [Fact]
    public void A_private_place_names_its_room_and_its_group_whatever_the_rooms_version()
    {
        var group = MatrixIds.Group("!hash12");
        var place = MatrixIds.PrivatePlace("!dm:example.org", group);
        Assert.Equal(("!dm:example.org", group, "matrix"), (MatrixIds.RoomOf(place), MatrixIds.GroupOf(place)!.Value, place.Platform));
        Assert.Null(MatrixIds.GroupOf(new PlaceId("matrix:!room:example.org")));
        Assert.Equal("example.org:8448", MatrixIds.ServerOf("@a:example.org:8448"));
    }

    [Theory]
    [InlineData("Matrix:HomeserverUrl", "not an address", "Matrix:HomeserverUrl is 'not an address'")]
    [InlineData("Matrix:UserId", "aid", "Matrix:UserId is 'aid'")]
    [InlineData("Matrix:UserId", "@:x", "Matrix:UserId is '@:x'")]
    [InlineData("Matrix:Password", "", "Matrix:AccessToken or Matrix:Password is not set")]
    [InlineData("Matrix:AccessToken", "a token", "Matrix:AccessToken and Matrix:Password are both set")]
    [InlineData("Matrix:PasswordFile", "/nowhere", "Matrix:Password and Matrix:PasswordFile are both set")]
    [InlineData("Matrix:Inviters", "two words", "Matrix:Inviters has 'two words'")]
    public void A_bad_value_is_told_by_its_key_and_without_a_secret(string key, string value, string says)
    {
        var problems = Problems((key, value));
        Assert.Contains(problems, p => p.StartsWith(says, StringComparison.Ordinal));
        Assert.DoesNotContain(problems, p => p.Contains("hunter2", StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_whole_has_no_problems_and_keys_without_a_homeserver_are_one()
    {
        Assert.Empty(Problems(("Matrix:Inviters", "example.org, @ana:*")));
        Assert.StartsWith("Matrix:HomeserverUrl is not set", Assert.Single(Problems(("Matrix:HomeserverUrl", ""))), StringComparison.Ordinal);
    }

    private static List<string> Problems((string Key, string Value) change)
    {
        var values = new Dictionary<string, string?> { ["Matrix:HomeserverUrl"] = "https://matrix.example.org", ["Matrix:UserId"] = "@aid:example.org", ["Matrix:Password"] = "hunter2", [change.Key] = change.Value };
        return [.. MatrixServices.Problems(new ConfigurationBuilder().AddInMemoryCollection(values).Build())];
    }
}
