package org.chaski.app.whole

import org.chaski.app.harness.Project
import org.chaski.app.harness.Shape
import org.chaski.ids.RecordName
import org.junit.Assert.assertEquals
import org.junit.Test

/** A checklist gets a new version while one of before is half filled. */
class NewListTest : WholeTest() {
    private fun form(version: Int) = Project.file("android/app/src/test/forms/water-$version.xml")

    private fun versions() = phone.forms().map { it.version }

    private fun halfFilled(): RecordName {
        server.publish(form(1))
        enrol()
        val house = family("los de la tienda", girl("Rosa", "2025-09-20"))[0].record
        goTo("household/${house.text}")
        begin("Rosa")
        touch("Del río")
        typed()
        see("¿Hierven el agua?")
        touch("Atrás")
        touch("Atrás")
        server.publish(form(2))
        deliver()
        assertEquals(listOf("2"), versions())
        touch("Hoy")
        touch("Visita sin terminar")
        see("Hay una lista nueva.", "Termina con la de antes o pasa a la nueva. Nada se pierde.")
        return house
    }

    @Test
    fun `what was begun on the list before ends on it, and the next visit begins on the new one`() {
        val house = halfFilled()
        look("new-list", Shape.SMALL, Shape.LARGEST_LETTERS)
        touch("Seguir con la de antes")
        seeNot("Hay una lista nueva.")
        answer("¿De dónde traen" to { touch("Del río") })
        see("Revisa antes de guardar", "Del río")
        seeNot("¿Tapan el balde?")
        touch("Guardar la visita")
        see("Visita guardada en este celular")

        goTo("household/${house.text}")
        begin("Rosa")
        answer("¿De dónde traen" to { touch("Del caño") }, until = "¿Tapan el balde?")
        see("¿Tapan el balde?")
        touch("Sí")
        typed()
        touch("Guardar la visita")
        deliver()
        see("Todo entregado.")
        val versions = phone.visits(house, null, 10u).items.flatMap { visit -> phone.visit(visit.visit).answers.map { it.formVersion } }
        assertEquals(listOf("1", "2"), versions.map { it.orEmpty() }.sorted())
    }

    @Test
    fun `she may go over to the new list, with all that was answered`() {
        halfFilled()
        touch("Pasar a la nueva")
        see("Pregunta nueva:", "¿Tapan el balde?")
        look("new-list-moved")
        touch("Entendido")
        answer("¿De dónde traen" to { touch("Siguiente") }, until = "¿Tapan el balde?")
        touch("Sí")
        typed()
        see("Revisa antes de guardar", "Del río", "¿Tapan el balde?")
    }
}
