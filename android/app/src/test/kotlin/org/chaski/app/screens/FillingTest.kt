package org.chaski.app.screens

import android.widget.ScrollView
import java.io.File
import java.time.Duration
import java.time.LocalDate
import org.chaski.app.harness.Project
import org.chaski.app.harness.Shape
import org.chaski.app.harness.Windows
import org.chaski.app.harness.shown
import org.chaski.app.harness.visiblePlace
import org.chaski.core.SyncOn
import org.chaski.types.ValueType
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test

/** A checklist in a worker's hands. */
class FillingTest : AppTest() {
    private val visita = Project.file("core/packs/pe/forms/visita.xlsx")

    private fun begin(form: File, id: String): String {
        server.publish(form)
        enrol()
        phone.sync(SyncOn.ANY_LINE, null)
        val rosa = family("Quispe", girl("Rosa", "2025-09-20"))[1]
        return phone.beginChecklist(id, rosa.record).draft().also { goTo("app/fill/$it") }
    }

    private companion object {
        const val SIGNS = 20
        const val BREATHING = 6
    }

    @Test
    fun `a visit from its first question to the last`() {
        val draft = begin(visita, "visita")
        look("fill-first", Shape.SMALL, Shape.LARGEST_LETTERS)
        var number = 0
        var danger = false
        while (app.session.trail.top.place.startsWith("app/fill/") && number++ < 60) {
            val screen = phone.openDraft(draft).use { it.screen() } ?: break
            val shapes = if (number == BREATHING) arrayOf(Shape.SMALL, Shape.MIDDLE) else arrayOf(Shape.SMALL)
            if (number in 2..14 || screen.questions.any { it.choices == null }) look("fill-$number", *shapes)
            val question = screen.questions.first()
            when {
                question.choices?.any { it.name == "no" } == true -> touch("No")
                question.kind == ValueType.DATE -> {
                    // The question is long, and yet all months are in sight once they are asked for.
                    Windows.top().shown().filterIsInstance<ScrollView>().first().scrollTo(0, 0)
                    touch("Mes ")
                    seeWhole("ene", "dic")
                    touch("Día ")
                    day(LocalDate.now().plusDays(8))
                }
                question.choices != null && question.required -> touch(question.choices!!.first().label)
                else -> touch("Siguiente")
            }
            settle(Duration.ofMillis(450))
            if (phone.openDraft(draft).use { it.screen() }?.path == screen.path && app.session.trail.top.place.startsWith("app/fill/")) touch("Siguiente")
        }
        assertTrue(said(), app.session.trail.top.place.startsWith("check/"))
        look("check-whole", Shape.SMALL, Shape.LARGEST_LETTERS)
        touch("Guardar la visita")
        see("Visita guardada en este celular", "Hoy")
        look("today-saved", Shape.SMALL, Shape.LARGEST_LETTERS)
        assertTrue(phone.drafts().isEmpty())
    }

    private fun seeWhole(vararg words: String) = words.forEach { assertEquals(it, find(it).height, find(it).visiblePlace().height()) }

    @Test
    fun `a danger sign stops everything at once, and a kill does not lose it`() {
        begin(visita, "visita")
        touch("Mamá")
        touch("Siguiente")
        repeat(SIGNS) {
            if ("Lleven a" !in said()) {
                touch(if ("fiebre" in said()) "Sí" else "No")
                settle(Duration.ofMillis(450))
            }
        }
        see("Lleven a Rosa", "Llamar al 113")
        look("stop", Shape.SMALL, Shape.LARGEST_LETTERS)
        endAtOnce()
        pin()
        see("Lleven a Rosa")
        touch("Siguiente")
        see("¿Qué hará la familia?")
        look("stop-family")
    }

    @Test
    fun `every kind of question has its field`() {
        val draft = begin(Project.file("android/app/src/test/forms/kinds.xml"), "kinds")
        for (number in 1..30) {
            if (!app.session.trail.top.place.startsWith("app/fill/")) break
            val shapes = if (number % 4 == 0) arrayOf(Shape.SMALL, Shape.LARGEST_LETTERS) else arrayOf(Shape.SMALL)
            val path = phone.openDraft(draft).use { it.screen() }?.path ?: break
            look("kinds-$number-${path.substringAfterLast('/')}", *shapes)
            if (path.endsWith("whole")) seeWhole("1", "9", "\u2212")
            touch(if (path.endsWith("child")) "No hay más" else "Siguiente")
        }
        look("kinds-check")
        assertEquals("check/$draft", app.session.trail.top.place)
    }
}
