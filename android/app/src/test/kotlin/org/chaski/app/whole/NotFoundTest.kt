package org.chaski.app.whole

import java.time.LocalDate
import org.chaski.app.harness.Shape
import org.junit.Test

/** A family that was not there, and one that did not want: it counts as work done, and is seen where she looks. */
class NotFoundTest : WholeTest() {
    @Test
    fun `who was not found is tried again, who refused is written down, and both are seen`() {
        enrol()
        val house = family("los de la tienda", girl("Rosa", "2025-09-20"))[0].record.text
        goTo("household/$house")
        touch("No se pudo visitar")
        see("Intento 1")
        touch("Guardar")
        see("Falta elegir una respuesta.")
        look("not-found-missing")
        touch("No se encontró")
        day(LocalDate.now().minusDays(3))
        touch("Guardar")
        see("Elige un día que todavía no pasó.")
        look("not-found-day")
        again(LocalDate.now().plusDays(3))
        touch("Guardar")
        see("guardada en este celular", "No se encontró")
        look("not-found-household", Shape.SMALL, Shape.LARGEST_LETTERS)
        goTo("today")
        see("Esta semana", "los de la tienda")
        look("not-found-today", Shape.SMALL, Shape.LARGEST_LETTERS)

        touch("los de la tienda")
        touch("No se pudo visitar")
        see("Intento 2")
        touch("No quiso")
        touch("Guardar")
        see("No quiso", "No se encontró")
        touch("No quiso")
        see("Visita: ", "No quiso", "Nelly")
        look("refused-visit")
    }

    /** Another day over the one that stands there. */
    private fun again(date: LocalDate) {
        touch("Día ")
        keys("%02d".format(date.dayOfMonth))
        touch("Mes ")
        touch(month(date))
        touch("Año ")
        keys(date.year.toString())
    }
}
