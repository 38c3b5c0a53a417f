package org.chaski.app.harness

/** A phone as the system describes it: its size, its letters, its language. */
data class Shape(
    val name: String,
    val size: String,
    val letters: Float = 1f,
    val language: String = "es-rPE",
    val night: Boolean = false,
) {
    /** In the order in which the platform wants its qualifiers. */
    val qualifiers: String
        get() {
            val (width, height, density) = size.split("-")
            val turned = width.drop(1).dropLast(2).toInt() > height.drop(1).dropLast(2).toInt()
            val light = if (night) "night" else "notnight"
            return "$language-$width-$height-${if (turned) "land" else "port"}-$light-$density"
        }

    fun with(letters: Float) = copy(name = "$name-${(letters * 100).toInt()}", letters = letters)

    fun by(night: Boolean) = copy(name = if (night) "$name-night" else name, night = night)

    fun turned() = size.split("-").let { (width, height, density) ->
        copy(name = "$name-turned", size = "w${height.drop(1)}-h${width.drop(1)}-$density")
    }

    companion object {
        /** 480 x 800, but for the last half of a dp: the smallest phone, on which every screen is judged. */
        val SMALL = Shape("480x800", "w320dp-h533dp-hdpi")

        /** 720 x 1280. */
        val MIDDLE = Shape("720x1280", "w360dp-h640dp-xhdpi")

        /** The letters that Android's own settings give at most on old phones, and on new ones. */
        val LARGE_LETTERS = SMALL.with(1.3f)
        val LARGEST_LETTERS = SMALL.with(2f)

        val ALL = listOf(SMALL, MIDDLE, LARGE_LETTERS, LARGEST_LETTERS)
    }
}
