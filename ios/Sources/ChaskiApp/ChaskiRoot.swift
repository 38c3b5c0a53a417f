import ChaskiCore
import ChaskiKit
import ChaskiLook
import Foundation
import SwiftUI

/// All of the app: the page that is due, in the colours and the language that were chosen.
public struct ChaskiRoot: View {
    @State private var app: AppModel
    @State private var positions = Positions()
    @Environment(\.scenePhase) private var phase
    @Environment(\.colorScheme) private var scheme
    @Environment(\.dynamicTypeSize) private var letters

    init(app: AppModel) { _app = State(initialValue: app) }

    public var body: some View {
        GeometryReader { room in
            Shown(shown: app.shown)
                .frame(maxWidth: .infinity, maxHeight: .infinity)
                .environment(\.look, Look(palette: palette, page: page(room)))
        }
        .environment(app)
        .environment(positions)
        .environment(\.pageLanguage, app.session.choices.spoken)
        .environment(\.locale, Locale(identifier: app.session.choices.spoken))
        .dynamicTypeSize(palette.letters > 0 ? letters.next : letters)
        .watchesTouches { app.session.touch() }
        .watchesReader { app.session.touch() }
        .onChange(of: app.shown.identity) { Reader.isElsewhere() }
        .preferredColorScheme(preferred)
        .overlay { if phase != .active { PrivacyShade(palette: palette) } }
        .task { await app.route() }
        .task(id: phase) {
            // A phone that lies open locks itself.
            while phase == .active, !Task.isCancelled {
                try? await Task.sleep(for: .seconds(15))
                await app.lockIfLeftAlone()
            }
        }
        .onChange(of: phase) { _, now in
            Task { if now == .active { await app.appeared() } else { await app.disappeared() } }
        }
        .onChange(of: app.mayAskForNotices) { _, may in
            guard may else { return }
            app.session.choices.wasAskedForNotices = true
            Task { await Notices.ask() }
        }
    }

    /// As if there were no keyboard: what comes and goes changes no keys and no chart.
    private func page(_ room: GeometryProxy) -> CGSize {
        CGSize(width: room.size.width, height: room.size.height + room.safeAreaInsets.bottom)
    }

    private var palette: Palette {
        switch app.session.choices.colours {
        case .day: scheme == .dark ? .night : .day
        case .sun: .sun
        case .night: .night
        }
    }

    private var preferred: ColorScheme? {
        // The clock of the system stands on a danger sign's dark red too.
        if case .page(.filling(let model)) = app.shown, model.isStop { return .dark }
        return switch app.session.choices.colours {
        case .day: nil
        case .sun: .light
        case .night: .dark
        }
    }
}

extension AppModel.Shown {
    /// What tells one page from the next.
    fileprivate var identity: ObjectIdentifier? {
        switch self {
        case .nothing, .trouble: nil
        case .enrol(let model): ObjectIdentifier(model)
        case .lock(let model): ObjectIdentifier(model)
        case .page(.screen(let model)): ObjectIdentifier(model)
        case .page(.filling(let model)): ObjectIdentifier(model)
        case .page(.check(let model)): ObjectIdentifier(model)
        case .page(.chart(let model)): ObjectIdentifier(model)
        case .page(.settings(let model)): ObjectIdentifier(model)
        case .page(.pin(let model)): ObjectIdentifier(model)
        case .page(.finger(let model)): ObjectIdentifier(model)
        }
    }
}

extension DynamicTypeSize {
    /// In the sun letters are larger.
    fileprivate var next: DynamicTypeSize { DynamicTypeSize.allCases.first { $0 > self } ?? self }
}

/// The page that is shown.
private struct Shown: View {
    let shown: AppModel.Shown
    @Environment(\.look) private var look

    var body: some View {
        // Each page is one of its own: nothing of the one before stays in its fields.
        page.id(shown.identity)
    }

    @ViewBuilder
    private var page: some View {
        switch shown {
        case .nothing: look.ground.ignoresSafeArea()
        case .enrol(let model): EnrolPage(model: model)
        case .lock(let model): LockPage(model: model)
        case .trouble(let says): TroublePage(says: says)
        case .page(.screen(let model)): ScreenPage(model: model)
        case .page(.filling(let model)): FillingPage(model: model)
        case .page(.check(let model)): CheckPage(model: model)
        case .page(.chart(let model)): ChartPage(model: model)
        case .page(.settings(let model)): SettingsPage(model: model)
        case .page(.pin(let model)): PinPage(model: model)
        case .page(.finger(let model)): FingerPage(model: model)
        }
    }
}
