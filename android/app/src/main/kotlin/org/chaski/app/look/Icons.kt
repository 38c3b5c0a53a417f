package org.chaski.app.look

import android.content.Context
import android.graphics.drawable.Drawable

/** Pictures by the names that screens use: icons of the interface, and drawings of what is meant. One that is not there leaves no hole. */
object Icons {
    private val known = HashMap<String, Int>()

    fun id(context: Context, name: String): Int = synchronized(known) {
        known.getOrPut(name) {
            val plain = name.replace('-', '_')
            val of = { prefix: String ->
                context.resources.getIdentifier(prefix + plain, "drawable", context.packageName)
            }
            of("ic_").takeIf { it != 0 } ?: of("pic_")
        }
    }

    /** The picture in this colour; none where there is no such picture. */
    fun of(look: Look, name: String, colour: Int, sizeDp: Int = 24): Drawable? {
        val id = id(look.context, name)
        if (id == 0) return null
        val icon = look.context.getDrawable(id)?.mutate() ?: return null
        icon.setTint(colour)
        icon.setBounds(0, 0, look.dp(sizeDp), look.dp(sizeDp))
        return icon
    }
}
