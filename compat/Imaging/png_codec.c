#include "imaging.h"

#include <png.h>
#include <setjmp.h>
#include <string.h>

typedef struct {
    imaging_file file;
    size_t position;
    char *error;
} png_source;

static void on_error(png_structp png, png_const_charp message)
{
    png_source *source = png_get_error_ptr(png);
    imaging_fail(source->error, message);
    png_longjmp(png, 1);
}

static void on_warning(png_structp png, png_const_charp message)
{
    (void)png;
    (void)message;
}

static void read_bytes(png_structp png, png_bytep target, size_t count)
{
    png_source *source = png_get_io_ptr(png);
    if (count > source->file.length - source->position)
        png_error(png, "the PNG file is truncated");
    memcpy(target, source->file.bytes + source->position, count);
    source->position += count;
}

/* Whatever the file holds (palette, grey, 16 bit, no alpha) comes out as 8-bit B, G, R, A. */
static void ask_for_bgra(png_structp png)
{
    png_set_expand(png);
    png_set_scale_16(png);
    png_set_gray_to_rgb(png);
    png_set_bgr(png);
    png_set_add_alpha(png, 0xFF, PNG_FILLER_AFTER);
}

static void read_pixels(png_structp png, png_infop info, size_t stride, unsigned height, unsigned char *bgra)
{
    ask_for_bgra(png);
    int passes = png_set_interlace_handling(png);
    png_read_update_info(png, info);
    if (png_get_rowbytes(png, info) != stride)
        png_error(png, "the PNG file's pixel format is not supported");
    for (int pass = 0; pass < passes; pass++)
        for (unsigned row = 0; row < height; row++)
            png_read_row(png, bgra + row * stride, NULL);
    png_read_end(png, NULL);
}

int png_read(imaging_file file, int *width, int *height, unsigned char *bgra, char *error)
{
    png_source source = {file, 0, error};
    png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &source, on_error, on_warning);
    png_infop info = png ? png_create_info_struct(png) : NULL;
    if (info == NULL || setjmp(png_jmpbuf(png))) {
        png_destroy_read_struct(&png, &info, NULL);
        return info == NULL && png == NULL && *error == 0 ? imaging_fail(error, "out of memory") : 1;
    }
    png_set_read_fn(png, &source, read_bytes);
    png_set_user_limits(png, IMAGING_MAX_SIDE, IMAGING_MAX_SIDE);
    png_read_info(png, info);
    unsigned long columns = png_get_image_width(png, info), rows = png_get_image_height(png, info);
    int failed = imaging_check_size(columns, rows, error);
    if (!failed && bgra != NULL) {
        if ((int)columns != *width || (int)rows != *height)
            png_error(png, "the size differs from the one asked for");
        read_pixels(png, info, columns * 4, rows, bgra);
    }
    *width = (int)columns;
    *height = (int)rows;
    png_destroy_read_struct(&png, &info, NULL);
    return failed;
}

int imaging_save_png(const char *path, int width, int height, const unsigned char *bgra, char error[IMAGING_ERROR_SIZE])
{
    png_image image = {.version = PNG_IMAGE_VERSION, .width = (unsigned)width, .height = (unsigned)height, .format = PNG_FORMAT_BGRA};
    return png_image_write_to_file(&image, path, 0, bgra, 0, NULL) ? 0 : imaging_fail(error, image.message);
}
