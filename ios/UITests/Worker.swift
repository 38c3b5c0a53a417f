import XCTest

/// A worker with the app in her hands: she finds things by the words that stand on them, and never by a name that only the code knows.
@MainActor
struct Worker {
    let app: XCUIApplication
    /// How long she waits for what must come.
    var patience: TimeInterval = 20

    func see(_ words: String, file: StaticString = #filePath, line: UInt = #line) {
        XCTAssertTrue(find(words).waitForExistence(timeout: patience), "«\(words)» is not on the screen:\n\(app.debugDescription)", file: file, line: line)
    }

    func sees(_ words: String, within seconds: TimeInterval = 1) -> Bool { find(words).waitForExistence(timeout: seconds) }

    func touch(_ words: String, file: StaticString = #filePath, line: UInt = #line) {
        let button = button(words)
        XCTAssertTrue(button.waitForExistence(timeout: patience), "«\(words)» is not there to be touched:\n\(app.debugDescription)", file: file, line: line)
        show(button)
        button.tap()
    }

    /// Into the field with this label.
    func type(_ text: String, into label: String, file: StaticString = #filePath, line: UInt = #line) {
        let field = app.descendants(matching: .any).matching(NSPredicate(format: "(elementType == %d OR elementType == %d) AND label CONTAINS %@",
            XCUIElement.ElementType.textField.rawValue, XCUIElement.ElementType.textView.rawValue, label)).firstMatch
        XCTAssertTrue(field.waitForExistence(timeout: patience), "there is no field «\(label)»:\n\(app.debugDescription)", file: file, line: line)
        show(field)
        field.tap()
        field.typeText(text)
    }

    /// On the app's own keys for figures, which stand on the screen where a figure, a day or a PIN is asked.
    func press(_ keys: String, file: StaticString = #filePath, line: UInt = #line) {
        for key in keys { touch(String(key), file: file, line: line) }
    }

    private func find(_ words: String) -> XCUIElement {
        app.descendants(matching: .any).matching(NSPredicate(format: "label CONTAINS %@ OR value CONTAINS %@", words, words)).firstMatch
    }

    /// Exactly so before anything that only begins so.
    private func button(_ words: String) -> XCUIElement {
        let exactly = app.buttons[words].firstMatch
        return exactly.exists ? exactly : app.buttons.matching(NSPredicate(format: "label CONTAINS %@", words)).firstMatch
    }

    /// Down the page, as she would look for it.
    private func show(_ element: XCUIElement) {
        for _ in 0..<8 where !element.isHittable { app.swipeUp(velocity: .slow) }
    }
}
