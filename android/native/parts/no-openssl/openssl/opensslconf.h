/* Beside opensslv.h, which says why. */
