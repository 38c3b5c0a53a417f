package org.chaski.app.whole

import org.chaski.app.harness.Project
import org.chaski.app.harness.Shape
import org.chaski.app.harness.Supervisor
import org.junit.Assert.assertTrue
import org.junit.Test

/** A comment on an answer of a checklist: it is corrected where it was asked. */
class ReturnedAnswerTest : WholeTest() {
    @Test
    fun `an answer that came back is changed in its checklist, and the supervisor sees both`() {
        server.publish(Project.file("android/app/src/test/forms/water-1.xml"))
        val marta = Supervisor(server.url, "marta", server.supervisor("Marta Salas", "marta", "Norte"))
        enrol()
        val house = family("los de la tienda", girl("Rosa", "2025-09-20"))[0].record.text
        goTo("household/$house")
        begin("Rosa")
        answer("¿De dónde traen" to { touch("Del río") })
        touch("Guardar la visita")
        deliver()
        see("Todo entregado.")

        marta.returns("los de la tienda", QUESTION, "No", "Vi que la hervían.")
        deliver()
        touch("Hoy")
        see("Devueltas", "Vi que la hervían.")
        look("returned-today")
        touch("Vi que la hervían.")
        see("De qué habla")
        look("returned-answer")
        touch("No")
        // It opens as it was answered, at its beginning or at the question: she goes on to it.
        answer("¿De dónde traen" to { touch("Siguiente") }, until = QUESTION)
        touch("Sí")
        typed()
        see("Revisa antes de guardar", "Solo cambia lo que corregiste. Lo de antes queda en la historia.")
        typeIntoReason("No la vi hervir, después sí.")
        look("returned-answer-check", Shape.SMALL, Shape.LARGEST_LETTERS)
        touch("Guardar la corrección")
        see("Visita guardada en este celular")
        deliver()
        see("Todo entregado.")
        touch("Avisos")
        see("No tienes avisos.")

        val told = marta.reads("los de la tienda")
        assertTrue(told, Regex("No → Sí") in told)
        assertTrue(told, "No la vi hervir, después sí." in told)
    }

    private fun typeIntoReason(why: String) {
        find("¿Por qué se corrige?")
        type(why, into = "¿Por qué se corrige?")
    }

    private companion object {
        const val QUESTION = "¿Hierven el agua?"
    }
}
