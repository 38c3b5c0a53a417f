package org.chaski.app.sync

import android.view.View
import android.view.ViewGroup.LayoutParams.MATCH_PARENT
import android.widget.LinearLayout
import org.chaski.app.look.below
import org.chaski.app.look.column
import org.chaski.app.look.plainButton
import org.chaski.app.look.Said
import org.chaski.app.look.text
import org.chaski.app.look.told
import org.chaski.app.nav.Home
import org.chaski.app.words.Word
import org.chaski.core.SyncOn
import org.chaski.types.Sentence

/** How a delivery goes on, above the page of deliveries; everything else goes on meanwhile. */
class SyncStrip(private val home: Home, private val over: () -> Unit) {
    private val look = home.look
    private val strip = look.column()
    private val says = look.text("", 18f).told()
    private val watcher: (DeliveryState) -> Unit = ::show
    private var wasRunning = false
    private var box: LinearLayout? = null

    init {
        strip.background = look.box(look.paper, look.action).apply { cornerRadius = 0f }
        strip.visibility = View.GONE
    }

    fun shown() = home.session.delivery.watch(watcher)

    fun hidden() = home.session.delivery.unwatch(watcher)

    fun sync(on: SyncOn = SyncOn.ANY_LINE) = home.session.delivery.start(on) {}

    fun above(list: View): View = box ?: look.column().apply {
        addView(strip)
        addView(list, LinearLayout.LayoutParams(MATCH_PARENT, 0, 1f))
        box = this
    }

    private fun show(state: DeliveryState) {
        strip.removeAllViews()
        strip.visibility = if (state is DeliveryState.Quiet) View.GONE else View.VISIBLE
        when (state) {
            is DeliveryState.Quiet -> {}
            is DeliveryState.Running -> {
                wasRunning = true
                line(state.says ?: home.words[Word.SYNC_RUNNING])
                strip.below(look.plainButton(home.words.text(Word.SYNC_STOP), "stop_circle") { home.session.delivery.stop() }, look, under = 8)
            }
            is DeliveryState.Over -> {
                line(state.says)
                if (state.askToPay) {
                    strip.below(look.plainButton(home.words.text(Word.SYNC_ANYWAY), "sync") { sync() }, look, under = 8)
                }
            }
        }
        if (state is DeliveryState.Over && wasRunning) {
            wasRunning = false
            over()
        }
    }

    private fun line(sentence: Sentence) {
        says.text = Said.of(look, sentence, home.session.choices.spoken)
        strip.below(says, look, above = 10, under = 10)
    }
}
