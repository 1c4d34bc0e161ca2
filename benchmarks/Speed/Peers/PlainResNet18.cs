using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Speed.Peers;

/// <summary>ResNet-18 for small images as a user of TorchSharp writes it: a stem of 3 x 3, no pooling before the stages.</summary>
internal sealed class PlainResNet18 : Module<Tensor, Tensor>
{
    private readonly Conv2d conv1;
    private readonly BatchNorm2d bn1;
    private readonly Sequential layer1;
    private readonly Sequential layer2;
    private readonly Sequential layer3;
    private readonly Sequential layer4;
    private readonly Linear fc;

    public PlainResNet18(int width, int classes) : base("resnet18")
    {
        conv1 = Conv2d(3, width, 3, padding: 1, bias: false);
        bn1 = BatchNorm2d(width);
        layer1 = Stage(width, width, 1);
        layer2 = Stage(width, 2 * width, 2);
        layer3 = Stage(2 * width, 4 * width, 2);
        layer4 = Stage(4 * width, 8 * width, 2);
        fc = Linear(8 * width, classes);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        var x = functional.relu(bn1.call(conv1.call(input)));
        x = layer4.call(layer3.call(layer2.call(layer1.call(x))));
        return fc.call(functional.adaptive_avg_pool2d(x, 1).flatten(1));
    }

    private static Sequential Stage(int inputs, int outputs, int stride) =>
        Sequential(new PlainBlock(inputs, outputs, stride), new PlainBlock(outputs, outputs, 1));

    private sealed class PlainBlock : Module<Tensor, Tensor>
    {
        private readonly Conv2d conv1;
        private readonly BatchNorm2d bn1;
        private readonly Conv2d conv2;
        private readonly BatchNorm2d bn2;
        private readonly Sequential? downsample;

        public PlainBlock(int inputs, int outputs, int stride) : base("block")
        {
            conv1 = Conv2d(inputs, outputs, 3, stride: stride, padding: 1, bias: false);
            bn1 = BatchNorm2d(outputs);
            conv2 = Conv2d(outputs, outputs, 3, padding: 1, bias: false);
            bn2 = BatchNorm2d(outputs);
            if (inputs != outputs)
                downsample = Sequential(Conv2d(inputs, outputs, 1, stride: stride, bias: false), BatchNorm2d(outputs));
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            var x = functional.relu(bn1.call(conv1.call(input)));
            x = bn2.call(conv2.call(x));
            return functional.relu(x + (downsample is null ? input : downsample.call(input)));
        }
    }
}
