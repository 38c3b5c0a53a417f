import ChaskiCore
import ChaskiKit
import SwiftUI

/// A time of day by keys: hour and minute. Nothing is told while half of it is typed.
struct TimeField: View {
    private let readOnly: Bool
    private let changed: @MainActor (String?) -> Void
    @State private var entry: TimeEntry
    @State private var shown: TimeShown
    @Environment(AppModel.self) private var app

    init(value: String, readOnly: Bool, changed: @escaping @MainActor (String?) -> Void) {
        (self.readOnly, self.changed) = (readOnly, changed)
        let entry = TimeEntry(value: value)
        _entry = State(initialValue: entry)
        _shown = State(initialValue: entry.shown())
    }

    var body: some View {
        VStack(spacing: 8) {
            HStack(spacing: 8) {
                part(.hour, shown.hour, .timeHour)
                part(.minute, shown.minute, .timeMinute)
            }
            if !readOnly { Keypad(pressed: press) }
        }
    }

    private func part(_ part: TimePart, _ text: String, _ word: Word) -> some View {
        PartBox(name: app.words[word], text: text, isAt: shown.at == part && !readOnly, readOnly: readOnly) { shown = entry.touch(part: part) }
    }

    private func press(_ key: Keypad.Key) {
        switch key {
        case .sign(let sign):
            guard let digit = sign.wholeNumberValue else { return }
            shown = entry.press(digit: UInt8(digit))
        case .erase: shown = entry.erase()
        case .blank: return
        }
        changed(shown.value)
    }
}

/// A day and a time of it.
struct MomentField: View {
    private let readOnly: Bool
    private let changed: @MainActor (String) -> Void
    @State private var day: String
    @State private var time: String?

    init(value: String, readOnly: Bool, changed: @escaping @MainActor (String) -> Void) {
        (self.readOnly, self.changed) = (readOnly, changed)
        let parts = momentParts(value: value)
        _day = State(initialValue: parts.day)
        _time = State(initialValue: parts.time)
    }

    var body: some View {
        VStack(spacing: 12) {
            DayField(value: day, partial: false, readOnly: readOnly) { day = $0; tell() }
            TimeField(value: time ?? "", readOnly: readOnly) { time = $0; tell() }
        }
    }

    private func tell() {
        if let value = momentValue(day: day, time: time) { changed(value) }
    }
}
