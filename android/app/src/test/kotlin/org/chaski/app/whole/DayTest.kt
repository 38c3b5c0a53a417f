package org.chaski.app.whole

import org.junit.Test

/** A day that stands there, and another that is typed over it. */
class DayTest : WholeTest() {
    @Test
    fun `whoever touches the day, the month or the year writes it anew`() {
        enrol()
        val rosa = family("los de la tienda", girl("Rosa", "2025-09-03"))[1].record.text
        goTo("correct/$rosa/birth_date")
        touch("Día ")
        keys("12")
        see("Día 12")
        touch("Mes ")
        touch("mar")
        see("Día 12", "Mes mar", "Año 2025")
        touch("Año ")
        keys("2024")
        touch("Borrar")
        keys("3")
        touch("Guardar")
        see("Corregido en este celular.")
        goTo("history/$rosa")
        see("12 mar 2023")
    }
}
