import ChaskiCore
import ChaskiKit
import SwiftUI

/// A day by keys: day, month by its name, year. Where less may be known, that is an answer too. What a key does the core says.
struct DayField: View {
    private let readOnly: Bool
    private let changed: @MainActor (String) -> Void
    @State private var entry: DayEntry
    @State private var shown: DayShown
    @Environment(AppModel.self) private var app
    @Environment(\.look) private var look
    @Environment(\.dynamicTypeSize) private var letters

    init(
        value: String, partial: Bool, readOnly: Bool = false, withDay: Bool = true, withMonth: Bool = true, changed: @escaping @MainActor (String) -> Void
    ) {
        (self.readOnly, self.changed) = (readOnly, changed)
        let entry = DayEntry(value: value, partial: partial, withDay: withDay, withMonth: withMonth)
        _entry = State(initialValue: entry)
        _shown = State(initialValue: entry.shown())
    }

    var body: some View {
        VStack(spacing: 8) {
            HStack(alignment: .bottom, spacing: 8) {
                ForEach(shown.parts, id: \.part) { one in
                    PartBox(name: name(one.part), text: text(one), isAt: one.part == shown.at && !readOnly, readOnly: readOnly) {
                        show(entry.touch(part: one.part))
                    }
                }
            }
            if !readOnly {
                if shown.at == .month { months } else { Keypad(pressed: press) }
                if shown.offersNotKnown {
                    Press(app.words[shown.at == .month ? .dateNoMonth : .dateNoDay]) { show(entry.notKnown()) }
                }
                if shown.offersToday {
                    Press(app.words[.dateToday]) { show(entry.today()) }
                }
            }
        }
    }

    private var months: some View {
        let aRow = letters.isAccessibilitySize ? 3 : 4
        return VStack(spacing: 4) {
            ForEach(Array(stride(from: 0, to: app.words.months.count, by: aRow)), id: \.self) { first in
                HStack(spacing: 4) {
                    ForEach(Array(first..<min(first + aRow, app.words.months.count)), id: \.self) { month(at: $0) }
                }
            }
        }
    }

    private func month(at index: Int) -> some View {
        Button {
            show(entry.setMonth(month: UInt8(index + 1)))
        } label: {
            Text(verbatim: app.words.months[index])
                .font(.title3.bold())
                .foregroundStyle(look.ink)
                .lineLimit(1)
                .minimumScaleFactor(0.6)
                .frame(maxWidth: .infinity, minHeight: 56)
        }
        .buttonStyle(Boxed(fill: look.paper, edge: look.line, width: look.edge, pressed: look.pressed))
        .dynamicTypeSize(...DynamicTypeSize.accessibility2)
    }

    private func name(_ part: DayPart) -> Sentence {
        switch part {
        case .day: app.words[.dateDay]
        case .month: app.words[.dateMonth]
        case .year: app.words[.dateYear]
        }
    }

    /// A month by its name.
    private func text(_ one: DayPartShown) -> String {
        guard one.part == .month, let month = Int(one.text), app.words.months.indices.contains(month - 1) else { return one.text }
        return app.words.months[month - 1]
    }

    private func press(_ key: Keypad.Key) {
        switch key {
        case .sign(let sign): if let digit = sign.wholeNumberValue { show(entry.press(digit: UInt8(digit))) }
        case .erase: show(entry.erase())
        case .blank: break
        }
    }

    private func show(_ next: DayShown) {
        let before = shown.value
        shown = next
        if next.value != before { changed(next.value) }
    }
}
