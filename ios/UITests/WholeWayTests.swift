// NOT RUN where it was written: there was no Mac. What it does is the beginning of tests/phones/a-weight-that-cannot-be-right.scenario, through
// which the models went that the views show. Whoever runs it first corrects what the screens need, and removes this sentence.
import XCTest

/// The whole way on a simulator, over a real server on the same Mac: `CHASKI_CODE` is a code that enrols a phone there, and is of one use. xcodebuild hands
/// it on when it is set as `TEST_RUNNER_CHASKI_CODE`. `.github/workflows/ios.yml` has the server that it wants.
@MainActor
final class WholeWayTests: XCTestCase {
    func testAPhoneIsEnrolledAFamilyRegisteredAVisitRecordedAndAllDelivered() throws {
        continueAfterFailure = false
        guard let code = ProcessInfo.processInfo.environment["CHASKI_CODE"], !code.isEmpty else { throw XCTSkip("CHASKI_CODE names no code that enrols a phone") }
        // What the system asks is answered with its first button: the way goes on without leave for anything.
        addUIInterruptionMonitor(withDescription: "the system asks") { alert in
            alert.buttons.firstMatch.tap()
            return true
        }
        let app = XCUIApplication()
        app.launchArguments = ["-AppleLanguages", "(es)", "-AppleLocale", "es_PE"]
        app.launch()
        let her = Worker(app: app)

        enrol(her, with: code)
        register(her)
        visit(her)

        her.touch("Mi celular")
        her.touch("Entregar ahora")
        her.see("Todo entregado.")
    }

    private func enrol(_ her: Worker, with code: String) {
        her.touch("Castellano")
        her.touch("Escribir el código")
        her.type(code, into: "Escribe la dirección y el código corto del papel.")
        her.touch("Siguiente")
        her.see("Elige tu PIN de 4 números")
        her.press("2468")
        her.see("Escribe el mismo PIN otra vez")
        her.press("2468")
        her.see("¿Eres tú?")
        her.touch("Sí, soy yo")
    }

    private func register(_ her: Worker) {
        her.touch("Familias")
        her.touch("Nueva familia")
        her.touch("Empezar")
        her.type("los de la tienda", into: "Nombre de la mamá, de la niña o de la casa")
        her.touch("Buscar")
        her.touch("Seguir registrando")
        her.type("los de la tienda", into: "Cómo los conocen")
        her.touch("Siguiente")
        her.touch("Sin señal de GPS")
        her.touch("Siguiente")
        her.touch("Niña o niño")
        her.touch("Siguiente")
        her.type("Yeny", into: "Nombres")
        her.type("Quispe Ccori", into: "Apellidos")
        her.touch("Mamá")
        her.touch("Siguiente")
        for _ in 0..<3 {
            her.touch("Sí")
            her.touch("Siguiente")
        }
        her.touch("Yeny Quispe Ccori")
        her.touch("Castellano")
        her.touch("Siguiente")
        her.type("Rosa", into: "Nombres")
        her.type("Mamani Quispe", into: "Apellidos")
        her.touch("Siguiente")
        her.touch("Niña")
        her.touch("Siguiente")
        born(her)
        her.touch("Siguiente")
        her.see("Copia solo lo que te muestran.")
        her.touch("Siguiente")
        her.touch("No hay más")
        her.touch("Guardar la familia")
        her.see("Familia guardada en este celular.")
    }

    /// Fourteen months ago, on the fifteenth.
    private func born(_ her: Worker) {
        let then = Calendar.current.date(byAdding: .month, value: -14, to: Date()) ?? Date()
        give(her, Calendar.current.dateComponents([.year, .month], from: then), day: 15)
    }

    private func inAWeek(_ her: Worker) {
        let then = Calendar.current.date(byAdding: .day, value: 8, to: Date()) ?? Date()
        let parts = Calendar.current.dateComponents([.year, .month, .day], from: then)
        give(her, parts, day: parts.day ?? 1)
    }

    /// A day of two figures, a month that is touched by its short name, a year of four.
    private func give(_ her: Worker, _ parts: DateComponents, day: Int) {
        let months = ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "set", "oct", "nov", "dic"]
        her.press(String(format: "%02d", day))
        her.touch(months[(parts.month ?? 1) - 1])
        her.press(String(parts.year ?? 0))
    }

    /// What each question of the visit is answered with; every other one with *No* where it stands, else with nothing.
    private static let answers: [(asks: String, touches: [String], keys: String)] = [
        ("¿Quiénes están hoy", ["La niña o el niño", "Mamá"], ""),
        ("¿Ya fue a su control CRED?", ["Todavía no"], ""),
        ("¿qué vacunas ya tiene?", ["Ninguna de estas"], ""),
        ("¿Ya le hicieron su análisis", ["Todavía no"], ""),
        ("¿Qué hizo falta para ir", ["Está lejos"], ""),
        ("¿cuántos días tomó su hierro?", [], "7"),
        ("Pesa y escribe lo que marca la balanza", [], "9.30"),
        ("¿Con qué ropa se pesó?", ["Sin ropa"], ""),
        ("¿Ya tiene su DNI?", ["Todavía no"], ""),
        ("¿qué comió o tomó?", ["Huevo"], ""),
        ("¿cuántas veces comió?", [], "4"),
        ("¿Qué viste?", ["Algo para jugar"], ""),
        ("¿Qué jugaron juntos", ["Hoy no jugaron"], ""),
        ("¿En qué quedamos hoy?", ["Hervir o clorar el agua"], ""),
    ]

    private func visit(_ her: Worker) {
        her.touch("Empezar visita")
        her.touch("Rosa")
        for _ in 0..<60 where !her.sees("Revisa antes de guardar") {
            if her.sees("¿Qué día es la próxima visita?", within: 0.2) {
                inAWeek(her)
            } else if let known = Self.answers.first(where: { her.sees($0.asks, within: 0.2) }) {
                known.touches.forEach { her.touch($0) }
                her.press(known.keys)
            } else if her.app.buttons["No"].exists {
                her.touch("No")
            }
            // Where one touch was the whole answer the next question has come by itself.
            if her.app.buttons["Siguiente"].exists { her.touch("Siguiente") }
        }
        her.see("Revisa antes de guardar")
        her.see("9.30")
        her.touch("Guardar la visita")
        her.see("Visita guardada en este celular")
    }
}
