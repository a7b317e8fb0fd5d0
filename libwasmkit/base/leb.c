#include "libwasmkit/base/leb.h"

/*
 * Judges the last byte that a number may have. Its lowest `used` bits belong
 * to the value; all beyond are zero, or copies of the sign.
 */
static enum wk_leb_status
check_last(uint8_t byte, unsigned used, bool is_signed)
{
	uint8_t rest = (uint8_t)(byte & 0x7F & (0xFF << used));
	uint8_t sign = (uint8_t)(is_signed ? byte << (7 - used) : 0);
	uint8_t want = (uint8_t)(sign & 0x40 ? 0x7F & (0xFF << used) : 0);

	if (byte & 0x80)
		return WK_LEB_LONG;
	return rest != want ? WK_LEB_LARGE : WK_LEB_OK;
}

enum wk_leb_status
wk_leb_read(const uint8_t **p, const uint8_t *end, unsigned bits,
    bool is_signed, uint64_t *out)
{
	const uint8_t *s = *p;
	uint64_t value = 0;
	unsigned shift = 0;
	uint8_t byte;

	do {
		if (s >= end) {
			*p = s;
			return WK_LEB_END;
		}
		byte = *s;
		if (shift + 7 > bits) {
			enum wk_leb_status status =
			    check_last(byte, bits - shift, is_signed);

			if (status != WK_LEB_OK) {
				*p = s;
				return status;
			}
		}
		s++;
		value |= (uint64_t)(byte & 0x7F) << shift;
		shift += 7;
	} while (byte & 0x80);
	if (is_signed && shift < 64 && (byte & 0x40))
		value |= ~(uint64_t)0 << shift;
	*p = s;
	*out = value;
	return WK_LEB_OK;
}
