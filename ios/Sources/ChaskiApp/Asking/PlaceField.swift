import ChaskiCore
import ChaskiKit
import SwiftUI

/// One place, taken by one touch; where none is found the reasons are there. It is taken again as often as she likes.
struct PlaceField: View {
    let value: String
    /// Why there is none, as this screen offers it.
    var reasons: [Option] = []
    let readOnly: Bool
    /// As forms keep a place; screens keep it without its height.
    let withAltitude: Bool
    let changed: @MainActor (String) -> Void
    @State private var isLooking = false
    @State private var isMissing = false
    @Environment(AppModel.self) private var app
    @Environment(\.pageLanguage) private var language

    var body: some View {
        VStack(alignment: .leading, spacing: 8) {
            if let says { Paragraph(says).told(says) }
            if isLooking {
                Press(app.words[.placeStop], picture: "close") { app.session.platform.locator.enough() }
            } else if !readOnly {
                Press(app.words[isTaken ? .again : .placeTake], picture: "location_on") { await take() }
                if !reasons.isEmpty, !isTaken {
                    Options(options: reasons, value: value, high: 56, touched: changed).padding(.top, 8)
                }
            }
        }
        // Whoever leaves waits for nothing any more.
        .onDisappear { if isLooking { app.session.platform.locator.enough() } }
    }

    private var isTaken: Bool { !value.isEmpty && !reasons.contains { $0.code == value } }

    private var says: Sentence? {
        if isLooking { return app.words[.placeLooking] }
        if isMissing { return app.words[.placeNone] }
        return isTaken ? placeSays(language: language, value: value) : nil
    }

    private func take() async {
        (isLooking, isMissing) = (true, false)
        let fix = await app.session.platform.locator.find()
        (isLooking, isMissing) = (false, fix == nil)
        if let fix { changed(fixText(fix: fix, withAltitude: withAltitude)) }
    }
}

/// A way or an outline, walked: a point a touch. An outline is closed by itself.
struct PointsField: View {
    private let outline: Bool
    private let readOnly: Bool
    private let changed: @MainActor (String) -> Void
    @State private var points: [String]
    @State private var isLooking = false
    @State private var isMissing = false
    @Environment(AppModel.self) private var app
    @Environment(\.pageLanguage) private var language

    init(value: String, outline: Bool, readOnly: Bool, changed: @escaping @MainActor (String) -> Void) {
        (self.outline, self.readOnly, self.changed) = (outline, readOnly, changed)
        _points = State(initialValue: pointsOf(value: value, outline: outline))
    }

    var body: some View {
        VStack(alignment: .leading, spacing: 8) {
            Paragraph(says).told(says)
            if isLooking {
                Press(app.words[.placeStop], picture: "close") { app.session.platform.locator.enough() }
            } else if !readOnly {
                Press(app.words[.placePoint], picture: "location_on") { await take() }
                if !points.isEmpty {
                    Press(app.words[.erase], picture: "undo") {
                        points.removeLast()
                        tell()
                    }
                }
            }
        }
        .onDisappear { if isLooking { app.session.platform.locator.enough() } }
    }

    private var says: Sentence {
        if isLooking { return app.words[.placeLooking] }
        if isMissing { return app.words[.placeNone] }
        return pointsSays(language: language, count: UInt32(points.count))
    }

    private func take() async {
        (isLooking, isMissing) = (true, false)
        let fix = await app.session.platform.locator.find()
        (isLooking, isMissing) = (false, fix == nil)
        guard let fix else { return }
        points.append(fixText(fix: fix, withAltitude: true))
        tell()
    }

    /// Fewer than what makes a line or an outline is no answer yet: the core says how many that is.
    private func tell() { changed(pointsValue(points: points, outline: outline)) }
}
