package org.chaski.app.whole

import java.time.LocalDate
import org.chaski.app.harness.DroppingLine
import org.chaski.app.harness.Shape
import org.chaski.app.harness.Supervisor
import org.chaski.core.Line
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test

/** One weight: from the scale to the supervisor, back with her comment, and to her again as it is right. */
class WholeWayTest : WholeTest() {
    @get:Rule val dropping = DroppingLine { server.port }

    @Test
    fun `a weight that cannot be right is weighed again, delivered over a bad line, returned and corrected`() {
        server.publish(visita)
        val marta = Supervisor(server.url, "marta", server.supervisor("Marta Salas", "marta", "Norte"))
        enrol(server.invite(WORKER, "Norte", url = dropping.url))

        // Up the valley there is no line: all of it stays on the phone.
        line = Line.NONE
        register(HOUSE, "Rosa", LocalDate.now().minusMonths(14).withDayOfMonth(15)) { look("whole-register-check") }
        look("whole-registered")
        begin("Rosa")
        answer(*calm.toTypedArray(), until = "Pesa y escribe lo que marca la balanza")

        keys("390")
        touch("Siguiente")
        see("Mira la balanza y escribe el peso en kg, como 7.00.")
        look("whole-weight-not-so")
        typed()
        repeat(2) { touch("Borrar") }
        keys(".90")
        typed()
        touch("Siguiente")
        answer(*calm.toTypedArray(), until = "Pesa otra vez, con calma")
        see("Se guardan los dos pesos.")
        keys("9.30")
        typed()
        look("whole-weigh-again", Shape.SMALL, Shape.LARGEST_LETTERS)

        endAtOnce()
        see("Hola")
        pin()
        see("Pesa otra vez, con calma", "9.30")
        touch("Siguiente")
        answer(*calm.toTypedArray())
        see("Revisa antes de guardar", "9.30")
        look("whole-check")
        touch("Guardar la visita")
        see("Visita guardada en este celular", "solo en este celular")
        look("whole-today-saved")

        line = Line.FREE
        // In the greeting, in the middle of the work, and in the receipt: the district has all of it, and the phone does not know.
        dropping.cut(afterSent = 200)
        dropping.cut(afterSent = 1_500)
        dropping.cut(afterReceived = 1_500)
        repeat(3) {
            deliver()
            see("Se cortó la señal.", "solo en este celular")
        }
        look("whole-cut")
        deliver()
        see("Todo entregado.")
        assertEquals(3, dropping.drops)
        look("whole-delivered")

        val returned = marta.returns(HOUSE, "Peso", "3.90", COMMENT)
        assertTrue(returned, COMMENT in returned)
        deliver()
        touch("Avisos")
        see(COMMENT)
        look("whole-notice", Shape.SMALL, Shape.LARGEST_LETTERS)
        touch(COMMENT)
        see("De qué habla", "Peso")
        look("whole-returned", Shape.SMALL, Shape.LARGEST_LETTERS)
        touch("Peso")
        see("antes")
        repeat("3.90".length) { touch("Borrar") }
        keys("9.35")
        typeInto("¿Por qué se corrige?", "Cambié los números.")
        look("whole-correct")
        touch("Guardar")
        see("Corregido en este celular. Lo de antes queda en la historia.")
        deliver()
        see("Todo entregado.")

        val told = marta.reads(HOUSE)
        assertTrue(told, Regex("3[.]90.*→ 9[.]35") in told)
        assertTrue(told, "9.30" in told)
        touch("Avisos")
        see("No tienes avisos.")
    }

    private companion object {
        const val HOUSE = "los de la tienda"
        const val COMMENT = "¿No será 9.30?"
    }
}
