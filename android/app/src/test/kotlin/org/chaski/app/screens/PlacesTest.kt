package org.chaski.app.screens

import org.chaski.app.harness.Shape
import org.chaski.app.session.Colours
import org.junit.Assert.assertEquals
import org.junit.Test

/** From place to place, as she goes. */
class PlacesTest : AppTest() {
    private fun seeded(): String {
        enrol()
        family("Huamán, junto al río", girl("Yeny", "2026-06-15"))
        return family("Quispe", girl("Rosa", "2025-09-20"), girl("Luz", "2023-02-01")).first().record.text
    }

    @Test
    fun `the four tabs and a family`() {
        val house = seeded()
        touch("Familias")
        see("Quispe")
        type("yeni")
        see("Yeny")
        look("families-search")
        type("zzz")
        see("No encontré")
        look("families-not-found")
        touch("Avisos")
        look("notices-empty")
        touch("Mi celular")
        goTo("household/$house")
        touch("Rosa")
        back()
        see("Quispe")
        back()
        assertEquals("delivery", app.session.trail.top.place)
    }

    @Test
    fun `sun, night and settings`() {
        seeded()
        goTo("app/settings")
        touch("Modo sol")
        look("settings-sun")
        back()
        touch("Familias")
        look("families-sun")
        app.session.choices.colours = Colours.NIGHT
        activity.recreate()
        settle()
        look("families-night")
        goTo("app/pin")
        see("Escribe tu PIN de ahora")
    }

    @Test
    fun `killed anywhere, she comes back to the same place`() {
        val house = seeded()
        touch("Familias")
        goTo("household/$house")
        goTo("correct/$house/telephone")
        typeInto("Teléfono", "911222333")
        endInBackground()
        look("lock", Shape.SMALL, Shape.LARGEST_LETTERS)
        pin()
        see("911222333")
        endAtOnce()
        pin()
        see("Teléfono")
        back()
        assertEquals("household/$house", app.session.trail.top.place)
    }
}
