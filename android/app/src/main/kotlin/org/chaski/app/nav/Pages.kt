package org.chaski.app.nav

import org.chaski.app.chart.ChartPage
import org.chaski.app.filling.CheckPage
import org.chaski.app.filling.FillingPage
import org.chaski.app.screens.ScreenPage
import org.chaski.app.settings.FingerPage
import org.chaski.app.settings.PinPage
import org.chaski.app.settings.SettingsPage

/** Which page shows a place: the app's own few, and one for all that the core describes. */
object Pages {
    fun of(home: Home, stop: Stop, speak: (String) -> Unit): Page {
        val place = stop.place
        Places.filled(place)?.let { return FillingPage(home, stop, it) }
        Places.checked(place)?.let { return CheckPage(home, stop, it) }
        Places.charted(place)?.let { (person, indicator) -> return ChartPage(home, stop, person, indicator) }
        return when (place) {
            Places.SETTINGS -> SettingsPage(home, stop, speak)
            Places.PIN -> PinPage(home)
            Places.FINGER -> FingerPage(home)
            else -> ScreenPage(home, stop)
        }
    }
}
