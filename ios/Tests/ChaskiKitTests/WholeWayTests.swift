import ChaskiCore
import Foundation
import Testing
@testable import ChaskiKit

/// The day of a worker, over the real core and a real server.
@MainActor @Suite(.serialized)
struct WholeWayTests {
    static let worker = "Nelly Huamán"

    private func enrolled(_ server: TestServer) async throws -> Walker {
        try server.ask("worker", "add", Self.worker)
        let folder = server.folder.appendingPathComponent("phone")
        let walker = await Walker(platform: TestPlatform(folder: folder))
        try await walker.touch("Castellano")
        try await walker.touch("Escribir el código")
        guard case .enrol(let model) = walker.app.shown else { throw Walker.Lost(description: walker.said) }
        model.code = "no code"
        try await walker.touch("Siguiente")
        #expect(model.step == .type && model.says != nil)
        model.code = try server.invite(Self.worker)
        try await walker.touch("Siguiente")
        await walker.pin()
        await walker.pin()
        walker.see(Self.worker, "Norte")
        try await walker.touch("Sí, soy yo")
        return walker
    }

    /// A family with one girl, from the tab to the page of the family.
    private func register(_ walker: Walker, house: String, girl: String, born: String) async throws {
        try await walker.touch("Familias")
        try await walker.touch("Nueva familia")
        try await walker.touch("Empezar")
        try await walker.type(house, into: "Nombre de la mamá, de la niña o de la casa")
        try await walker.touch("Buscar")
        try await walker.touch("Seguir registrando")
        try await walker.type(house, into: "Cómo los conocen")
        try await walker.type("900000111", into: "Teléfono")
        try await walker.touch("Siguiente")
        try await walker.touch("Sin señal de GPS")
        try await walker.touch("Siguiente")
        try await walker.touch("Niña o niño")
        try await walker.touch("Siguiente")
        try await walker.type("Yeny", into: "Nombres")
        try await walker.type("Quispe Ccori", into: "Apellidos")
        try await walker.touch("Mamá")
        try await walker.touch("Siguiente")
        for _ in 0..<3 {
            try await walker.touch("Sí")
            try await walker.touch("Siguiente")
        }
        try await walker.touch("Yeny Quispe Ccori")
        try await walker.touch("Castellano")
        try await walker.touch("Siguiente")
        try await walker.type(girl, into: "Nombres")
        try await walker.type("Mamani Quispe", into: "Apellidos")
        try await walker.touch("Siguiente")
        try await walker.touch("Niña")
        try await walker.touch("Siguiente")
        try await walker.give(born)
        try await walker.touch("Siguiente")
        walker.see("Copia solo lo que te muestran.")
        try await walker.touch("Siguiente")
        try await walker.touch("No hay más")
        try await walker.touch("Guardar la familia")
        walker.see("Familia guardada en este celular.")
    }

    /// A day so many months ago, in the middle of its month.
    private func monthsAgo(_ months: Int) -> String {
        let then = Calendar.current.date(byAdding: .month, value: -months, to: Date()) ?? Date()
        let parts = Calendar.current.dateComponents([.year, .month], from: then)
        return String(format: "%04d-%02d-15", parts.year ?? 0, parts.month ?? 0)
    }

    private func inDays(_ days: Int) -> String {
        let then = Calendar.current.date(byAdding: .day, value: days, to: Date()) ?? Date()
        let parts = Calendar.current.dateComponents([.year, .month, .day], from: then)
        return String(format: "%04d-%02d-%02d", parts.year ?? 0, parts.month ?? 0, parts.day ?? 0)
    }

    private var calm: [(String, @MainActor (Walker) async throws -> Void)] {
        [
            ("¿Quiénes están hoy", { try await $0.touch("La niña o el niño"); try await $0.touch("Mamá") }),
            ("¿Ya fue a su control CRED?", { try await $0.touch("Todavía no") }),
            ("¿qué vacunas ya tiene?", { try await $0.touch("Ninguna de estas") }),
            ("¿Ya le hicieron su análisis", { try await $0.touch("Todavía no") }),
            ("¿Qué hizo falta para ir", { try await $0.touch("Está lejos") }),
            ("¿cuántos días tomó su hierro?", { try await $0.give("7") }),
            ("¿Con qué ropa se pesó?", { try await $0.touch("Sin ropa") }),
            ("¿Ya tiene su DNI?", { try await $0.touch("Todavía no") }),
            ("¿qué comió o tomó?", { try await $0.touch("Huevo") }),
            ("¿cuántas veces comió?", { try await $0.give("4") }),
            ("¿Qué viste?", { try await $0.touch("Algo para jugar") }),
            ("¿Qué jugaron juntos", { try await $0.touch("Hoy no jugaron") }),
            ("¿En qué quedamos hoy?", { try await $0.touch("Hervir o clorar el agua") }),
            ("¿Qué día es la próxima visita?", { [day = inDays(8)] in try await $0.give(day) }),
        ]
    }

    @Test func aWeightThatCannotBeRightIsWeighedAgainOutlivesTheProcessAndArrives() async throws {
        let server = try TestServer()
        try server.ask("form", "publish", ProcessInfo.processInfo.environment["CHASKI_VISITA"] ?? "")
        let walker = try await enrolled(server)
        walker.platform.lines.becomes(.none)
        try await register(walker, house: "los de la tienda", girl: "Rosa", born: monthsAgo(14))
        try await walker.touch("Empezar visita")
        try await walker.touch("Rosa")
        try await walker.answer(calm, until: "Pesa y escribe lo que marca la balanza")
        try await walker.give("390")
        try await walker.touch("Siguiente")
        walker.see("Mira la balanza y escribe el peso en kg, como 7.00.")
        try await walker.give("3.90")
        try await walker.touch("Siguiente")
        try await walker.answer(calm, until: "Pesa otra vez, con calma")
        try await walker.give("9.30")

        await walker.endAtOnce()
        await walker.pin()
        walker.see("Pesa otra vez, con calma", "9.30")
        try await walker.touch("Siguiente")
        try await walker.answer(calm)
        walker.see("Revisa antes de guardar", "9.30")
        try await walker.touch("Guardar la visita")
        walker.see("Visita guardada en este celular", "solo en este celular")

        walker.platform.lines.becomes(.free)
        try await walker.touch("Mi celular")
        try await walker.touch("Entregar ahora")
        walker.see("Todo entregado.")
        let measured = try server.ask("export", "measurements", "--csv")
        #expect(measured.contains("9.3"), "\(measured)")
    }
}
