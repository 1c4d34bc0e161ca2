#include "imaging.h"

#include <errno.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <jpeglib.h>
#include <jerror.h>

typedef struct {
    struct jpeg_error_mgr manager; /* first: libjpeg hands back a pointer to it */
    jmp_buf escape;
    char *error;
} jpeg_failure;

static void on_error(j_common_ptr codec)
{
    jpeg_failure *failure = (jpeg_failure *)codec->err;
    char message[JMSG_LENGTH_MAX];
    codec->err->format_message(codec, message);
    imaging_fail(failure->error, message);
    longjmp(failure->escape, 1);
}

/* A truncated file is only a warning to libjpeg, which would paint the rest grey. Stray bytes between markers are harmless. */
static void on_warning(j_common_ptr codec, int level)
{
    if (level < 0 && codec->err->msg_code == JWRN_JPEG_EOF)
        on_error(codec);
}

static struct jpeg_error_mgr *fail_into(jpeg_failure *failure, char *error)
{
    jpeg_std_error(&failure->manager);
    failure->manager.error_exit = on_error;
    failure->manager.emit_message = on_warning;
    failure->error = error;
    return &failure->manager;
}

/* Adobe's CMYK files hold inverted ink: 255 is no ink. */
static void cmyk_to_bgra(unsigned char *row, unsigned width)
{
    for (unsigned i = 0; i < width; i++, row += 4) {
        unsigned char cyan = row[0], magenta = row[1], yellow = row[2], black = row[3];
        row[0] = (unsigned char)(yellow * black / 255);
        row[1] = (unsigned char)(magenta * black / 255);
        row[2] = (unsigned char)(cyan * black / 255);
        row[3] = 255;
    }
}

static void read_pixels(struct jpeg_decompress_struct *codec, unsigned char *bgra)
{
    int is_cmyk = codec->num_components == 4;
    codec->out_color_space = is_cmyk ? JCS_CMYK : JCS_EXT_BGRA;
    jpeg_start_decompress(codec);
    while (codec->output_scanline < codec->output_height) {
        unsigned char *row = bgra + (size_t)codec->output_scanline * codec->output_width * 4;
        jpeg_read_scanlines(codec, &row, 1);
        if (is_cmyk)
            cmyk_to_bgra(row, codec->output_width);
    }
    jpeg_finish_decompress(codec);
}

int jpeg_read(imaging_file file, int *width, int *height, unsigned char *bgra, char *error)
{
    struct jpeg_decompress_struct codec;
    jpeg_failure failure;
    codec.err = fail_into(&failure, error);
    if (setjmp(failure.escape)) {
        jpeg_destroy_decompress(&codec);
        return 1;
    }
    jpeg_create_decompress(&codec);
    jpeg_mem_src(&codec, file.bytes, file.length);
    jpeg_read_header(&codec, TRUE);
    int failed = imaging_check_size(codec.image_width, codec.image_height, error);
    if (!failed && bgra != NULL) {
        if ((int)codec.image_width != *width || (int)codec.image_height != *height)
            failed = imaging_fail(error, "the size differs from the one asked for");
        else
            read_pixels(&codec, bgra);
    }
    *width = (int)codec.image_width;
    *height = (int)codec.image_height;
    jpeg_destroy_decompress(&codec);
    return failed;
}

int imaging_save_jpeg(const char *path, int width, int height, const unsigned char *bgra, char error[IMAGING_ERROR_SIZE])
{
    FILE *file = fopen(path, "wb");
    if (file == NULL)
        return imaging_fail(error, strerror(errno));
    struct jpeg_compress_struct codec;
    jpeg_failure failure;
    codec.err = fail_into(&failure, error);
    int failed = setjmp(failure.escape);
    if (!failed) {
        jpeg_create_compress(&codec);
        jpeg_stdio_dest(&codec, file);
        codec.image_width = (unsigned)width;
        codec.image_height = (unsigned)height;
        codec.input_components = 4;
        codec.in_color_space = JCS_EXT_BGRA;
        jpeg_set_defaults(&codec);
        jpeg_set_quality(&codec, 100, TRUE);
        jpeg_start_compress(&codec, TRUE);
        while (codec.next_scanline < codec.image_height) {
            JSAMPROW row = (JSAMPROW)(bgra + (size_t)codec.next_scanline * codec.image_width * 4);
            jpeg_write_scanlines(&codec, &row, 1);
        }
        jpeg_finish_compress(&codec);
    }
    jpeg_destroy_compress(&codec);
    fclose(file);
    return failed;
}
