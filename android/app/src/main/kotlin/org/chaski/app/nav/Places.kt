package org.chaski.app.nav

import org.chaski.ids.RecordName
import org.chaski.types.GrowthIndicator

/** The places that the app begins with, and those that it makes itself. All others the core gives, and nobody reads them here. */
object Places {
    const val TODAY = "today"
    const val FAMILIES = "families/all"
    const val NOTICES = "notices"
    const val DELIVERY = "delivery"
    val ROOTS = listOf(TODAY, FAMILIES, NOTICES, DELIVERY)

    const val SETTINGS = "app/settings"
    const val PIN = "app/pin"
    const val FINGER = "app/finger"
    private const val FILL = "app/fill/"
    private const val CHECK = "check/"
    private const val CHART = "app/chart/"

    fun isFamilies(place: String) = place.startsWith("families/")

    fun fill(draft: String) = FILL + draft

    fun check(draft: String) = CHECK + draft

    fun chart(person: RecordName, indicator: GrowthIndicator) = "$CHART${indicator.name}/${person.text}"

    /** The draft of a place where one is filled. */
    fun filled(place: String) = place.takeIf { it.startsWith(FILL) }?.removePrefix(FILL)

    fun checked(place: String) = place.takeIf { it.startsWith(CHECK) }?.removePrefix(CHECK)

    fun charted(place: String): Pair<RecordName, GrowthIndicator>? {
        if (!place.startsWith(CHART)) return null
        val (indicator, person) = place.removePrefix(CHART).split('/', limit = 2).takeIf { it.size == 2 } ?: return null
        val of = GrowthIndicator.entries.firstOrNull { it.name == indicator } ?: return null
        return RecordName(person) to of
    }
}
