import ChaskiCore
import Foundation
import Testing
@testable import ChaskiKit

/// The models by themselves, over the real core and a real server.
@MainActor @Suite(.serialized)
struct KitTests {
    struct Missing: Error { let what: String }

    private let server: TestServer
    private let platform: TestPlatform

    init() throws {
        server = try TestServer()
        try server.ask("worker", "add", "Nelly Huamán")
        platform = TestPlatform(folder: server.folder.appendingPathComponent("phone"))
    }

    private func enrolled() async throws -> AppModel {
        let app = AppModel(platform: platform)
        await app.route()
        guard case .enrol(let model) = app.shown else { throw Missing(what: "enrolment") }
        await model.choose("es")
        model.typeInstead()
        model.typed(try server.invite("Nelly Huamán"))
        await model.give()
        await model.give(pin: "2468")
        await model.give(pin: "2468")
        await model.isMe()
        guard case .page(.screen) = app.shown else { throw Missing(what: "her first page: \(model.says?.text ?? "")") }
        return app
    }

    /// The process ended, and the app is opened again.
    private func again(_ app: AppModel) async throws -> AppModel {
        await app.session.close()
        let next = AppModel(platform: platform)
        await next.route()
        try await unlock(next)
        return next
    }

    private func unlock(_ app: AppModel, pin: String = "2468") async throws {
        await (try lock(of: app)).give(pin: pin)
    }

    private func lock(of app: AppModel) throws -> LockModel {
        guard case .lock(let model) = app.shown else { throw Missing(what: "the lock") }
        return model
    }

    private func settings(of app: AppModel) throws -> SettingsModel {
        guard case .page(.settings(let model)) = app.shown else { throw Missing(what: "the settings") }
        return model
    }

    private func filling(of app: AppModel) throws -> FillingModel {
        guard case .page(.filling(let model)) = app.shown else { throw Missing(what: "the checklist") }
        return model
    }

    private func eventually(_ holds: () -> Bool) async throws {
        let end = ContinuousClock.now + .seconds(20)
        while !holds() {
            guard ContinuousClock.now < end else { throw Missing(what: "what was waited for") }
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    /// A girl who was weighed twice, more than a year apart.
    private func girl(_ phone: Phone) throws -> RecordName {
        let area = try phone.areas()[0].area
        let household = NewHousehold(
            area: area, knownAs: "los de la tienda", reference: nil, telephone: nil, populatedCentre: nil, altitudeM: nil, altitudeSource: nil,
            lat: nil, lon: nil, accuracyM: nil, noPlace: nil, language: nil
        )
        let girl = NewPerson(
            kind: "child", givenNames: "Rosa", familyNames: "Mamani", sex: "female", birthDate: "2023-01-10", localId: nil, identifiers: [],
            birthWeightG: nil, gestationalWeeks: nil, insurance: nil, facility: nil, programmes: nil
        )
        let saved = try phone.addFamily(household: household, persons: [girl])
        let person = saved.persons[0].record
        for (day, kg) in [("2023-05-10", "6.10"), ("2024-09-10", "10.20")] {
            _ = try phone.recordVisit(document: """
            { "household": "\(saved.household.record.text)", "on": "\(day)", "persons": [
              { "person": "\(person.text)", "reading": { "on": "\(day)", "weight": { "kg": "\(kg)" } } }] }
            """)
        }
        return person
    }

    /// A visit to her that was just begun.
    private func draft(_ phone: Phone) throws -> String {
        try phone.beginChecklist(form: try #require(phone.forms().first).form, about: girl(phone)).draft()
    }

    @Test func anotherPinIsTypedTwiceAndHoldsFromThenOn() async throws {
        let app = try await enrolled()
        await app.open(Places.settings)
        await (try settings(of: app)).changePin()
        guard case .page(.pin(let model)) = app.shown else { throw Missing(what: "the page of the PIN") }
        for pin in ["1111", "1357", "1357"] { await model.give(pin: pin) }
        #expect(model.notice != nil && model.says == app.words[.pinOld] && !model.isBusy)
        for pin in ["2468", "1357", "1358"] { await model.give(pin: pin) }
        #expect(model.notice == app.words[.pinDiffers] && model.says == app.words[.pinChoose])
        for pin in ["1357", "1357"] { await model.give(pin: pin) }
        #expect(try settings(of: app).says == app.words[.pinChanged])

        await (try settings(of: app)).lock()
        try await unlock(app)
        #expect(try lock(of: app).offersForgot)
        try await unlock(app, pin: "1357")
        #expect(try settings(of: app).says == nil, "she finds herself where she was, and what was said is said once")
    }

    @Test func whatSheChoseForThisPhoneIsFoundAgainByTheNextProcess() async throws {
        let app = try await enrolled()
        await app.open(Places.settings)
        let model = try settings(of: app)
        #expect(model.known?.finger == nil && model.known?.worker == "Nelly Huamán" && model.known?.number.count == 8)
        #expect(model.known?.budgetsSaid.count == model.known?.budgetsMb.count)
        let budget = try #require(model.known?.budgetsMb.last)
        await model.set(budgetMb: budget)
        model.pays(true)
        #expect(platform.planned.last == true)
        app.session.choices.colours = .night
        app.session.choices.movesOn = false
        app.session.choices.vibrates = false
        app.session.choices.wasAskedForNotices = true
        await model.speak("quz")
        #expect(app.words.language == "quz")
        let file = platform.folder.appendingPathComponent("choices.json")
        try await eventually { Choices(file: file).language == "quz" }

        let next = try await again(app)
        let choices = next.session.choices
        #expect(choices.colours == .night && !choices.movesOn && !choices.vibrates && choices.paysForLine && choices.wasAskedForNotices)
        #expect(next.words.language == "quz" && next.session.delivery.byItself == .anyLine)
        #expect(try settings(of: next).known?.budgetMb == budget)
    }

    @Test func aFingerLetsHerInWhereSheAllowedItAndHerPinAlwaysDoes() async throws {
        let app = try await enrolled()
        platform.hands.becomes(there: true, laid: false)
        await app.open(Places.settings)
        #expect(try settings(of: app).known?.finger == false)
        await (try settings(of: app)).finger(true)
        guard case .page(.finger(let model)) = app.shown else { throw Missing(what: "the page of the finger") }
        await model.give(pin: "1111")
        #expect(model.notice != nil)
        await model.give(pin: "2468")
        #expect(model.notice == nil && model.says == app.words[.pinOld], "no finger was laid: her PIN is asked again")
        platform.hands.becomes(there: true)
        await model.give(pin: "2468")
        #expect(try settings(of: app).known?.finger == true)

        await app.lock()
        platform.hands.becomes(there: true, laid: false)
        await (try lock(of: app)).readFinger()
        #expect(try lock(of: app).says == app.words[.pinWrite])
        platform.hands.becomes(there: true)
        await (try lock(of: app)).readFinger()
        await (try settings(of: app)).finger(false)
        #expect(try settings(of: app).known?.finger == false)
        await app.lock()
        await (try lock(of: app)).readFinger()
        try await unlock(app)
        #expect(try settings(of: app).known?.finger == false)
    }

    @Test func aWrongPinCostsAWaitThatIsCountedDown() async throws {
        let app = try await enrolled()
        await app.lock()
        let model = try lock(of: app)
        #expect(!model.calls.isEmpty && model.hello.text.contains("Nelly") && model.unsent != nil && model.waitS == 0)
        for _ in 0..<20 where model.waitS == 0 { await model.give(pin: "1111") }
        let wait = model.waitS
        #expect(wait > 0 && model.offersForgot)
        try await eventually { model.says == model.chosen?.waitSays }
        await model.give(pin: "2468")
        #expect(try lock(of: app) === model, "no PIN is taken meanwhile")
        model.forgot()
        #expect(model.isForgotten)
        #expect(await app.back())
        #expect(await !app.back())
        #expect(!model.isForgotten)
    }

    @Test func whoAsksWhileOneRunsByItselfSeesItAndGetsHersWhereItDidNotBringAll() async throws {
        let app = try await enrolled()
        let delivery = app.session.delivery!
        _ = await delivery.start(.anyLine, quiet: true)
        #expect(delivery.state == .quiet)
        for (line, times) in [(Line.metered, 2), (.free, 1)] {
            platform.lines.becomes(line)
            platform.lines.hold()
            let before = platform.lines.asked
            delivery.afterASave()
            try await eventually { platform.lines.asked > before }
            let hers = Task { await delivery.start(.anyLine) }
            try await eventually { delivery.state == .running(nil) }
            platform.lines.release()
            #expect(await hers.value)
            guard case .over(_, wentWell: true, askToPay: false) = delivery.state else { throw Missing(what: "its end: \(delivery.state)") }
            #expect(platform.lines.asked - before == times)
        }
    }

    @Test func aDeliveryThatWasStoppedBeforeItBeganDoesNotRun() async throws {
        let app = try await enrolled()
        let delivery = app.session.delivery!
        _ = await delivery.start(.anyLine, quiet: true)
        platform.lines.hold()
        let before = platform.lines.asked
        let hers = Task { await delivery.start(.anyLine) }
        try await eventually { delivery.state == .running(nil) }
        delivery.stop()
        platform.lines.release()
        #expect(await !hers.value)
        #expect(delivery.state == .over(app.words[.syncStopped], wentWell: false, askToPay: false))
        #expect(platform.lines.asked - before <= 1)
    }

    @Test func theSystemsTurnDeliversOnlyWhereAPhoneIsOpen() async throws {
        let app = try await enrolled()
        app.session.lockScreen()
        await app.route()
        let planned = platform.planned.count
        #expect(await BackgroundDelivery.run(app.session))
        #expect(platform.planned.count == planned + 1)
        try await unlock(app)
        await app.lock()
        #expect(await !BackgroundDelivery.run(app.session))
    }

    @Test func aChartGoesFromPointToPointAndIsATableToo() async throws {
        let app = try await enrolled()
        let person = try girl(try #require(app.session.phone))
        await app.open(Places.chart(person, .weightForAge))
        guard case .page(.chart(let model)) = app.shown else { throw Missing(what: "the chart") }
        #expect(model.chart == nil)
        await model.fit(width: 390, height: 700, letters: 1)
        #expect(model.trouble == nil && model.title?.text.contains("Rosa") == true)
        let chart = try #require(model.chart)
        #expect(model.says == chart.description && model.chosen == nil)
        await model.turnAll()
        let whole = try #require(model.chart)
        #expect(chart.request.lastYearOnly && !whole.request.lastYearOnly && whole.marks.count == 2)
        model.before()
        #expect(model.chosen == whole.marks.last?.row)
        model.before()
        model.before()
        #expect(model.chosen == whole.marks.first?.row)
        #expect(model.says == whole.table.rows[Int(whole.marks[0].row)].says)
        model.turnTable()
        #expect(model.says == whole.description)

        await app.open(Places.settings)
        await app.back()
        guard case .page(.chart(let again)) = app.shown else { throw Missing(what: "the chart") }
        #expect(again !== model && again.all && again.asTable)
    }

    @Test func aChartStandsOnTheScreenThatNamesIt() async throws {
        let app = try await enrolled()
        let person = try girl(try #require(app.session.phone))
        await app.open("person/\(person.text)")
        guard case .page(.screen(let model)) = app.shown else { throw Missing(what: "her page") }
        let charts = try #require(model.view).groups.compactMap(\.chart)
        let of = try #require(charts.first)
        await model.draw(of, width: 390, height: 700, letters: 1)
        let drawn = try #require(model.charts[ScreenModel.key(of: of)])
        await model.draw(of, width: 700, height: 390, letters: 1)
        #expect(model.charts[ScreenModel.key(of: of)] != drawn)
        await model.does(.chart(person: of.person, indicator: of.indicator))
        #expect(app.session.trail.top.place == ScreenModel.key(of: of))
    }

    @Test func sheFindsHerselfWhereSheWasWithTheWayBack() async throws {
        let app = try await enrolled()
        await app.begin(Places.families)
        await app.open(Places.settings)
        await app.open(Places.pin)
        await app.back()
        await app.open(Places.finger)
        let hers = try #require(app.session.folder).appendingPathComponent("place")
        try await eventually { (try? String(contentsOf: hers, encoding: .utf8))?.hasSuffix(Places.finger) == true }

        let next = try await again(app)
        guard case .page(.finger) = next.shown else { throw Missing(what: "the page where she was") }
        #expect(await next.back())
        #expect(try settings(of: next).known != nil)
        #expect(await next.back())
        guard case .page(.screen(let families)) = next.shown else { throw Missing(what: "the families") }
        #expect(families.place == Places.families && families.searches && families.isRoot)
        families.searched = "nobody is called so"
        await next.open(Places.settings)
        #expect(await next.back())
        guard case .page(.screen(let found)) = next.shown else { throw Missing(what: "the families") }
        #expect(found.searched == "nobody is called so")
        #expect(await next.back())
        guard case .page(.screen(let today)) = next.shown else { throw Missing(what: "today") }
        #expect(today.place == Places.today)
        #expect(await !next.back())
    }

    @Test func aTouchThatIsTheWholeAnswerLeadsOnUnlessSheOrAReaderDoesNotWantThat() async throws {
        try server.ask("form", "publish", ProcessInfo.processInfo.environment["CHASKI_VISITA"] ?? "")
        let app = try await enrolled()
        await app.open(Places.fill(try draft(try #require(app.session.phone))))
        let model = try filling(of: app)
        var single: Question? { model.screen?.questions.count == 1 ? model.screen?.questions.first { $0.movesOn && $0.choices?.isEmpty == false } : nil }
        for _ in 0..<20 where single == nil {
            for question in model.screen?.questions ?? [] where question.required {
                await model.answer(question.path, question.choices?.first?.name ?? "1")
            }
            await model.forward()
        }
        let (question, here) = (try #require(single), model.screen?.path)
        let answer = try #require(question.choices?.first).name
        platform.isVoiceOverOn = true
        await model.answer(question.path, answer)
        #expect(model.screen?.path == here)
        platform.isVoiceOverOn = false
        app.session.choices.movesOn = false
        await model.answer(question.path, answer)
        #expect(model.screen?.path == here && model.screen?.questions.first?.value == answer)
        app.session.choices.movesOn = true
        await model.answer(question.path, answer)
        #expect(model.screen?.path != here)
        #expect(await app.back())
        #expect(model.screen?.path == here)
        await model.pause()
        guard case .page(.screen) = app.shown else { throw Missing(what: "the page before") }
    }

    @Test func whatWasTypedIsKeptBeforeSheLeaves() async throws {
        try server.ask("form", "publish", ProcessInfo.processInfo.environment["CHASKI_VISITA"] ?? "")
        let app = try await enrolled()
        await app.open(Places.fill(try draft(try #require(app.session.phone))))
        let model = try filling(of: app)
        let question = try #require(model.screen?.questions.first { $0.choices?.isEmpty == false && !$0.readonly })
        let choice = try #require(question.choices?.first).name
        #expect(model.share?.text.contains("1") == true && !model.title.isEmpty && !model.isStop)
        model.typed(question.path, choice)
        #expect(model.screen?.questions.first { $0.path == question.path }?.value == "")
        await app.lock()
        try await unlock(app)
        #expect(try filling(of: app).screen?.questions.first { $0.path == question.path }?.value == choice)

        let shown = try filling(of: app)
        await shown.answer(question.path, "")
        #expect(platform.ticks == 1)
        shown.typed(question.path, choice)
        try await eventually { shown.screen?.questions.first { $0.path == question.path }?.value == choice }
        platform.taking.taken = .cannot
        #expect(await !shown.take(question))
        platform.taking.taken = .nothing
        #expect(await shown.take(question) && shown.says == nil)
        platform.taking.taken = .this(Data("a picture".utf8), ending: "jpg")
        #expect(await shown.take(question))
        #expect(shown.says != nil, "the name of a file is none of its choices")
        let media = try #require(app.session.folder).appendingPathComponent("media")
        #expect(try FileManager.default.contentsOfDirectory(atPath: media.path).count == 1)
    }

    @Test func leftAloneItLocksAndDeliversBehindTheLock() async throws {
        let app = try await enrolled()
        #expect(await !app.lockIfLeftAlone())
        platform.passes(.seconds(Int(AppRules.app.idleS) - 5))
        #expect(await !app.lockIfLeftAlone())
        app.session.touch()
        platform.passes(.seconds(Int(AppRules.app.idleS) - 5))
        #expect(await !app.lockIfLeftAlone())
        platform.passes(.seconds(10))
        #expect(await app.lockIfLeftAlone())
        _ = try lock(of: app)
        #expect(await app.session.delivery.start(.anyLine))
        try await unlock(app)
        guard case .page(.screen) = app.shown else { throw Missing(what: "where she was") }
    }
}
