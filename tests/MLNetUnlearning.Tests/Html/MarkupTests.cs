using MLNetUnlearning.Html;

namespace MLNetUnlearning.Tests;

public sealed class MarkupTests
{
    [Theory]
    [InlineData("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>")]
    [InlineData("a & b", "<p>a &amp; b</p>")]
    [InlineData("]]>", "<p>]]&gt;</p>")]
    public void Texts_are_encoded(string text, string expected) => Assert.Equal(expected, Markup.Tag("p", text).ToString());

    [Fact]
    public void Attributes_are_encoded()
    {
        var element = Markup.Tag("td", Markup.With("title", "\" onclick=\"alert(1)<&"), "x");
        Assert.Equal("<td title=\"&quot; onclick=&quot;alert(1)&lt;&amp;\">x</td>", element.ToString());
    }

    [Theory, InlineData("a\0b"), InlineData("a\u0001b"), InlineData("a\uFFFEb"), InlineData("a\u202Eb"), InlineData("a\u2067b")]
    public void What_no_page_may_hold_is_replaced(string text)
    {
        var element = Markup.Tag("p", Markup.With("title", text), text);
        Assert.Equal("<p title=\"a\uFFFDb\">a\uFFFDb</p>", element.ToString());
    }

    [Fact]
    public void Half_a_sign_is_replaced_too() => Assert.Equal("<p>a\uFFFDb</p>", Markup.Tag("p", $"a{(char)0xD800}b").ToString());

    [Fact]
    public void Signs_of_two_words_stay_whole() => Assert.Equal("<p>\U0001F408</p>", Markup.Tag("p", "\U0001F408").ToString());

    [Fact]
    public void Only_elements_without_content_are_closed_at_once()
    {
        Assert.Equal("<td></td>", Markup.Tag("td").ToString());
        Assert.Equal("<br />", Markup.Tag("br").ToString());
    }

    [Fact]
    public void Nothing_is_left_out_but_null_and_lists_are_opened()
    {
        var element = Markup.Tag("p.a.b", null, new object?[] { "x", null, new[] { Markup.Tag("b", 1.5) } }, 7);
        Assert.Equal("<p class=\"a b\">x<b>1.5</b>7</p>", element.ToString());
    }
}
