package org.chaski.app.session

import android.content.Context
import android.content.SharedPreferences
import java.util.concurrent.ConcurrentHashMap
import org.chaski.core.AppRules
import org.chaski.core.appRules

/**
 * What people chose for this phone: language, letters, colours. Nothing personal, and readable before anybody unlocked. It is read from the disk once,
 * before the first page, and kept there in the order in which it was chosen; both in the background.
 */
class Choices(private val context: Context) {
    private val values = ConcurrentHashMap<String, Any>()
    private val inOrder = InOrder()
    private val file: SharedPreferences by lazy { context.getSharedPreferences("choices", Context.MODE_PRIVATE) }

    /** Before, all are as on a new phone. */
    @Volatile
    var isRead = false
        private set

    /** What all phones do alike, and what there is to choose from: the core's, there once all is read. */
    @Volatile
    lateinit var rules: AppRules
        private set

    /** In the background. */
    @Synchronized
    fun read() {
        if (isRead) return
        rules = appRules()
        file.all.forEach { (name, value) -> if (value != null) values.putIfAbsent(name, value) }
        isRead = true
    }

    /** As a tag; null before one was chosen. */
    var language: String?
        get() = values["language"] as? String
        set(tag) = if (tag != null) keep("language", tag) { putString("language", tag) } else Unit

    /** The language that pages are in; before one was chosen it is the first that is offered, whatever the phone itself speaks. */
    val spoken: String get() = language ?: rules.languages.first().tag

    /** Size of letters in per cent. */
    var letters: Int
        get() = values["letters"] as? Int ?: LETTERS.first()
        set(percent) = keep("letters", percent) { putInt("letters", percent) }

    var colours: Colours
        get() = Colours.entries.firstOrNull { it.name == values["colours"] } ?: Colours.DAY
        set(colours) = keep("colours", colours.name) { putString("colours", colours.name) }

    var movesOn: Boolean
        get() = values["moves_on"] as? Boolean ?: true
        set(on) = keep("moves_on", on) { putBoolean("moves_on", on) }

    var vibrates: Boolean
        get() = values["vibrates"] as? Boolean ?: true
        set(on) = keep("vibrates", on) { putBoolean("vibrates", on) }

    /** Whether what was recorded is delivered by itself also over a line that is paid by what goes over it. */
    var paysForLine: Boolean
        get() = values["pays_for_line"] as? Boolean ?: false
        set(yes) = keep("pays_for_line", yes) { putBoolean("pays_for_line", yes) }

    /** Whether she was asked once if this phone may tell her that there is something for her. */
    var wasAskedForNotices: Boolean
        get() = values["asked_for_notices"] as? Boolean ?: false
        set(yes) = keep("asked_for_notices", yes) { putBoolean("asked_for_notices", yes) }

    /** Whether a screen that was made before they were read looks as they say. */
    val lookPlain get() = letters == LETTERS.first() && colours == Colours.DAY

    private fun keep(name: String, value: Any, put: SharedPreferences.Editor.() -> SharedPreferences.Editor) {
        values[name] = value
        inOrder.execute { file.edit().put().commit() }
    }

    companion object {
        val LETTERS = listOf(100, 130, 160, 200)
    }
}

enum class Colours { DAY, SUN, NIGHT }
