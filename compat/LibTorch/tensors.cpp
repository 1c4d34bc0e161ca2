// What the dispatcher has no operator for: handles, metadata, memory, gradients.
#include "bridge.h"

#include <cstring>
#include <vector>

#include <ATen/core/TensorBody.h>
#include <ATen/ops/empty.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/variable.h>

namespace {

c10::TensorImpl* impl(void* handle) { return static_cast<c10::TensorImpl*>(handle); }

std::vector<at::Tensor> borrow_all(void** handles, int32_t count) {
  std::vector<at::Tensor> tensors(count);
  for (int32_t i = 0; i < count; i++) {
    if (handles[i]) {
      tensors[i] = bridge::borrow(handles[i]);
    }
  }
  return tensors;
}

}  // namespace

BRIDGE_API void tensor_free(void* handle) {
  c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>::reclaim(impl(handle));
}

// A fresh handle on the same tensor.
BRIDGE_API void* tensor_share(void* handle) { return bridge::release(bridge::borrow(handle)); }

BRIDGE_API int32_t tensor_dimensions(void* handle) { return static_cast<int32_t>(impl(handle)->dim()); }
BRIDGE_API int64_t tensor_elements(void* handle) { return impl(handle)->numel(); }
BRIDGE_API int32_t tensor_is_contiguous(void* handle) { return impl(handle)->is_contiguous(); }
BRIDGE_API int32_t tensor_dtype(void* handle) { return static_cast<int32_t>(c10::typeMetaToScalarType(impl(handle)->dtype())); }

BRIDGE_API void tensor_shape(void* handle, int64_t* sizes) {
  std::memcpy(sizes, impl(handle)->sizes().data(), sizeof(int64_t) * impl(handle)->dim());
}

BRIDGE_API void tensor_strides(void* handle, int64_t* strides) {
  std::memcpy(strides, impl(handle)->strides().data(), sizeof(int64_t) * impl(handle)->dim());
}

BRIDGE_API void tensor_device(void* handle, int32_t* type, int32_t* index) {
  auto device = impl(handle)->device();
  *type = static_cast<int32_t>(device.type());
  *index = device.index();
}

BRIDGE_API void* tensor_data(void* handle) {
  return bridge::guarded<void*>(nullptr, [&] { return bridge::borrow(handle).data_ptr(); });
}

BRIDGE_API int32_t tensor_requires_grad(void* handle) { return bridge::borrow(handle).requires_grad(); }

// A CPU tensor with a copy of `bytes` bytes at `data`.
BRIDGE_API void* tensor_from(const void* data, int64_t bytes, const int64_t* sizes, int32_t dimensions, int32_t dtype) {
  return bridge::guarded<void*>(nullptr, [&] {
    auto tensor = at::empty(at::IntArrayRef(sizes, dimensions), at::TensorOptions().dtype(static_cast<c10::ScalarType>(dtype)));
    TORCH_CHECK(static_cast<int64_t>(tensor.nbytes()) == bytes, "the data have ", bytes, " bytes and the shape takes ", tensor.nbytes());
    std::memcpy(tensor.data_ptr(), data, bytes);
    return bridge::release(std::move(tensor));
  });
}

BRIDGE_API void* tensor_grad(void* handle) {
  return bridge::guarded<void*>(nullptr, [&] { return bridge::release(bridge::borrow(handle).grad()); });
}

BRIDGE_API int32_t tensor_set_grad(void* handle, void* gradient) {
  return bridge::guarded<int32_t>(-1, [&] {
    bridge::borrow(handle).mutable_grad() = gradient ? bridge::borrow(gradient) : at::Tensor();
    return 0;
  });
}

BRIDGE_API int32_t autograd_backward(
    void** outputs, int32_t output_count, void** output_gradients, int32_t gradient_count,
    void** inputs, int32_t input_count, int32_t retain_graph, int32_t create_graph) {
  return bridge::guarded<int32_t>(-1, [&] {
    torch::autograd::backward(
        borrow_all(outputs, output_count), borrow_all(output_gradients, gradient_count),
        retain_graph != 0, create_graph != 0, borrow_all(inputs, input_count));
    return 0;
  });
}

// Gradients of the outputs by each input, into `gradients`; null where an input was not used.
BRIDGE_API int32_t autograd_grad(
    void** outputs, int32_t output_count, void** inputs, int32_t input_count, void** output_gradients, int32_t gradient_count,
    int32_t retain_graph, int32_t create_graph, int32_t allow_unused, void** gradients) {
  return bridge::guarded<int32_t>(-1, [&] {
    auto computed = torch::autograd::grad(
        borrow_all(outputs, output_count), borrow_all(inputs, input_count), borrow_all(output_gradients, gradient_count),
        retain_graph != 0, create_graph != 0, allow_unused != 0);
    for (int32_t i = 0; i < input_count; i++) {
      gradients[i] = bridge::release(computed[i]);
    }
    return 0;
  });
}
