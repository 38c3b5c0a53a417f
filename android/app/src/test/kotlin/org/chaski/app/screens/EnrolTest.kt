package org.chaski.app.screens

import org.chaski.app.harness.Shape
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test

class EnrolTest : AppTest() {
    @Test
    fun `a worker binds her phone and is at work`() {
        opened()
        look("enrol-language", Shape.SMALL, Shape.LARGEST_LETTERS)
        touch("Castellano")
        look("enrol-scan")
        touch("Escribir el código")
        type("esto no es")
        touch("Siguiente")
        see("Ese código no está completo. Míralo otra vez.")
        look("enrol-type-wrong")
        type(server.invite(WORKER, "Norte"))
        // As the supervisor's page prints it.
        see("chaski: a")
        look("enrol-type", Shape.SMALL, Shape.LARGEST_LETTERS)
        touch("Siguiente")
        look("pin-choose", Shape.SMALL, Shape.LARGEST_LETTERS)
        pin()
        see("Escribe el mismo PIN otra vez")
        pin("1111")
        see("No son iguales. Elige otra vez.")
        pin()
        pin()
        see("¿Eres tú?", WORKER, "Norte")
        look("enrol-who", Shape.SMALL, Shape.LARGEST_LETTERS)
        touch("Sí, soy yo")
        see("Hoy", "Familias", "Avisos", "Mi celular")
        assertTrue(app.session.isEnrolled)
        assertEquals(WORKER, phone.status().worker?.name)
        look("today-empty", Shape.SMALL, Shape.MIDDLE, Shape.LARGEST_LETTERS)
    }

    @Test
    fun `without a line nothing is lost and the same code, short, goes on`() {
        opened()
        touch("Castellano")
        touch("Escribir el código")
        type(server.inviteShort(WORKER, "Norte").lowercase())
        server.stop()
        touch("Siguiente")
        pin()
        pin()
        see("Escribir el código")
        look("enrol-no-line")
        server.start()
        touch("Siguiente")
        see("¿Eres tú?")
    }
}
