import HTTPTypes
import Testing

@testable import SatchelTesting

@Suite("Forms of a page")
struct HTMLFormTests {
    private let page = HTMLScanner(
        """
        <!doctype html><html><head><title>Register</title><style>label { x: "<form>" }</style></head><body>
        <!-- <form action="/comment"></form> -->
        <form action='/register?next=%2Fa&amp;b=1' method="POST">
          <input type=hidden name=csrf_token value="a&#39;&quot;b">
          <label for="name">User
             name <span>(required)</span></label> <input id="name" name="username" value="ada &lt;3">
          <label>Password <input type="password" name="password"></label>
          <label><input type="checkbox" name="remember" value="yes"> Remember me</label>
          <select name="colour"><option value="red">Red</option><option value="blue" selected>Blue</option></select>
          <textarea name="about">one &amp; two</textarea>
          <input name="off" value="x" disabled>
          <button type="button">Not this</button>
          <button name="action" value="go">Go <b>on</b></button>
        </form>
        <form><input name="q"><input type="submit" value="Search"></form>
        </body></html>
        """)

    @Test("fields, labels and buttons are found, comments and styles are not")
    func structure() throws {
        #expect(page.forms.count == 2)
        let form = page.forms[0]
        #expect(form.action == "/register?next=%2Fa&b=1" && form.method == .post)
        #expect(form.fields.map(\.name) == ["csrf_token", "username", "password", "remember", "colour", "about"])
        #expect(form.field("User name (required)")?.name == "username")
        #expect(form.field("Password")?.type == "password")
        #expect(form.field("Remember me")?.isSent == false)
        #expect(form.buttons.map(\.text) == ["Go on"])
        #expect(page.forms[1].method == .get && page.forms[1].button("Search") != nil)
    }

    @Test("hidden and preset values go along, a box that is not ticked does not")
    func filled() throws {
        let pairs = try page.forms[0].filled([("Password", "p&q")], button: nil)
        #expect(
            pairs.map { "\($0.name)=\($0.value)" } == [
                "csrf_token=a'\"b", "username=ada <3", "password=p&q", "colour=blue", "about=one & two", "action=go",
            ])
        let ticked = try page.forms[0].filled([("Remember me", true)], button: nil)
        #expect(ticked.contains { $0.name == "remember" && $0.value == "yes" })
        let unticked = try page.forms[0].filled([("Remember me", false)], button: nil)
        #expect(!unticked.contains { $0.name == "remember" })
    }

    @Test("a field that is not there fails the test, with what there is")
    func missing() {
        let error = #expect(throws: TestFailure.self) { try page.forms[0].filled([("E-mail", "x")], button: nil) }
        #expect(error?.description.contains("“Password” (password)") == true)
    }

    private let choices = HTMLScanner(
        """
        <form method=post enctype=multipart/form-data>
          <label>Colour <select name=colour><option>Red</option><option value=b>Sky <b>blue</b></option></select></label>
          <label><input type=radio name=size value=s checked> Small</label> <label><input type=radio name=size value=l> Large</label>
          <label>Photo <input type=file name=photo></label> <label>Note <input name=note></label> <button>Save</button>
        </form>
        """
    ).forms[0]

    @Test("a choice is made by its text or its value, and one that is not offered fails the test")
    func chosen() throws {
        func sent(_ values: KeyValuePairs<String, any FormValue>) throws -> [String] {
            try choices.filled(values.map { ($0.key, $0.value) }, button: nil).map { "\($0.name)=\($0.value)" }
        }
        #expect(try sent([:]) == ["colour=Red", "size=s", "photo=", "note="])
        #expect(try sent(["Colour": "Sky blue", "Large": true]) == ["colour=b", "size=l", "photo=", "note="])
        #expect(try sent(["Colour": "b", "size": "Large"]) == ["colour=b", "size=l", "photo=", "note="])
        let error = #expect(throws: TestFailure.self) { try sent(["Colour": "Green"]) }
        #expect(error?.description == "“Colour” has no choice “Green”, but: “Red”, “Sky blue”")
        #expect(throws: TestFailure.self) { try sent(["size": "Huge"]) }
        #expect(throws: TestFailure.self) { try sent(["Note": true]) }
        #expect(throws: TestFailure.self) { try sent(["Photo": "kestrel.jpg"]) }
    }

    @Test("a person sees the text alone")
    func visible() {
        #expect(
            HTMLScanner("<p>a&nbsp;b</p><script>x < y</script>\n  <b>c</b> &unknown; &#x41;").visibleText.contains(
                "c &unknown; A"))
        #expect(!page.visibleText.contains("Register"))
    }
}
